import { config } from 'zod';

// zod makes faster parsers with `new Function`; the page's content security policy forbids that, and even trying it is
// reported as a violation. To be imported before the first schema is made.
config({ jitless: true });
