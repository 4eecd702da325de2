/**
 * How similar the vectors of questions are that ask the same, and of those that do not though they are about one thing: what
 * `SAME_QUESTION` of the data service rests on (docs/experiments.md, «Which questions ask the same»).
 *
 *     (cd apps/prediction && npx tsc -p scripts) && node apps/prediction/dist/tools/scripts/same-questions.js
 */
import { stdout } from 'node:process';
import { OnnxEmbedder, cosine } from '../src/retrieval/embedder.js';

/** Each line: one subject; each of its groups: one question in several wordings. */
const SUBJECTS: string[][][] = [
  [
    ['Where can I park my car?', 'Is there parking for visitors?', 'Where is the parking?'],
    ['What does parking cost?', 'How much is the parking fee?'],
  ],
  [
    ['What is the wifi password?', 'How do I get into the Wi-Fi?', 'wifi code please'],
    ['Why is the wifi so slow?', 'Who repairs the wifi when it is down?'],
  ],
  [
    ['When does the office open?', 'What are the opening hours of the office?', 'From when is the office open?'],
    ['Where is the office?', 'What is the address of the office?'],
  ],
  [
    ['How many vacation days do I have?', 'How much holiday do we get a year?', 'number of vacation days?'],
    ['How do I ask for vacation?', 'Where do I request holidays?', 'Who approves my vacation?'],
  ],
  [
    ['Who has the key of the cellar?', 'Who keeps the cellar key?', 'Where do I get the key for the cellar?'],
    ['What is stored in the cellar?', 'May I put my bicycle into the cellar?'],
  ],
  [
    ['When is the summer party?', 'What date is the summer party on?', 'On which day do we have the summer party?'],
    ['Who organises the summer party?', 'What do I bring to the summer party?'],
  ],
  [
    ['Can I bring my dog?', 'Are dogs allowed?', 'May dogs come along?'],
    ['Who has a dog here?', 'Where can I walk the dog?'],
  ],
  [
    ['How do I reset my password?', 'I forgot my password, what now?', 'password reset how?'],
    ['How long must a password be?', 'Who knows the admin password?'],
  ],
  [
    ['Where are the invoices kept?', 'Where do I find old invoices?', 'In which folder are the invoices?'],
    ['Who pays the invoices?', 'When are invoices due?'],
  ],
  [
    [
      'Who do I call when the heating is broken?',
      'Whom do I tell that the heating does not work?',
      'heating is cold, who helps?',
    ],
    ['How do I turn the heating up?', 'When is the heating switched on in autumn?'],
  ],
  [
    ['Is the canteen open on Fridays?', 'Can I eat at the canteen on Friday?', 'canteen open friday?'],
    ['What is for lunch today?', 'How much is a meal in the canteen?'],
  ],
  [
    ['What is the membership fee?', 'How much does membership cost?', 'What do members pay a year?'],
    ['How do I become a member?', 'How can I end my membership?'],
  ],
];

const embedder = await OnnxEmbedder.load('models/base/embedder');
const items: { subject: number; group: string; vector: Float32Array; text: string }[] = [];
for (const [subject, groups] of SUBJECTS.entries()) {
  for (const [group, texts] of groups.entries()) {
    for (const text of texts)
      items.push({ subject, group: `${subject}/${group}`, vector: await embedder.embed(text, 'background'), text });
  }
}
const same: number[] = [];
const near: number[] = [];
const far: number[] = [];
for (const [i, a] of items.entries()) {
  for (const b of items.slice(i + 1)) {
    const list = a.group === b.group ? same : a.subject === b.subject ? near : far;
    list.push(cosine(a.vector, b.vector));
  }
}
const print = (line: string) => stdout.write(`${line}\n`);
const share = (list: number[], from: number) =>
  ((100 * list.filter((value) => value >= from).length) / list.length).toFixed(1);
print(
  `${items.length} questions: ${same.length} pairs ask the same, ${near.length} are about one thing, ${far.length} about different things`,
);
for (let from = 0.5; from < 0.9; from += 0.05) {
  print(
    `${from.toFixed(2)}: same ${share(same, from)} %, one thing ${share(near, from)} %, different ${share(far, from)} %`,
  );
}
await embedder.close();
