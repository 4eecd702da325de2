import { z } from 'zod';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

const NOUNS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/** Makes zod say what a value must be in words that go on after its name: «limit» must be a number. */
export function speakPlainly(): void {
  z.config({ customError: (issue) => inPlainWords(issue) });
}

function inPlainWords(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${NOUNS[issue.expected] ?? issue.expected}`;
    case 'too_small':
      if (issue.origin !== 'number' && issue.origin !== 'int' && issue.minimum === 1) return 'must not be empty';
      return `must ${amount(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)}`;
    case 'too_big':
      return `must ${amount(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)}`;
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return `must be a valid ${issue.format === 'uuid' ? 'UUID' : issue.format}`;
    case 'unrecognized_keys':
      return `must not have ${issue.keys.join(', ')}`;
    default:
      return 'is not understood';
  }
}

function amount(origin: string, limit: string, size: number | bigint): string {
  const much = `${limit} ${size.toLocaleString('en')}`;
  if (origin === 'string') return `have ${much} characters`;
  if (origin === 'array' || origin === 'set') return `have ${much} entries`;
  return `be ${much}`;
}
