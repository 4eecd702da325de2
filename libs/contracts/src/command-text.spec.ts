import { describe, expect, it } from 'vitest';
import { parseCommandText } from './command-text.js';

describe('parseCommandText', () => {
  it.each([
    ['/train The door code is 4711.', { kind: 'TRAIN', text: 'The door code is 4711.' }],
    ['/train\nTwo\nlines', { kind: 'TRAIN', text: 'Two\nlines' }],
    ['/TRAIN shouting', { kind: 'TRAIN', text: 'shouting' }],
    ['/train', { kind: 'TRAIN', text: undefined }],
    ['/train   ', { kind: 'TRAIN', text: undefined }],
    ['/train@our_bot hello there', { kind: 'TRAIN', text: 'hello there' }],
    ['/train@OUR_BOT hello', { kind: 'TRAIN', text: 'hello' }],
    ['/ask what is it?', { kind: 'ASK', text: 'what is it?' }],
    ['/correct At 8 am.', { kind: 'CORRECT', text: 'At 8 am.' }],
    ['/correct', { kind: 'CORRECT', text: undefined }],
    ['/golden', { kind: 'GOLDEN' }],
    ['/approve', { kind: 'APPROVE', trainDataId: undefined }],
    ['/approve 17', { kind: 'APPROVE', trainDataId: 17 }],
    ['/approve #17', { kind: 'APPROVE', trainDataId: 17 }],
    ['/approve 0', { kind: 'APPROVE', trainDataId: undefined }],
    ['/reject', { kind: 'REJECT', trainDataId: undefined, reason: undefined }],
    ['/reject wrong number', { kind: 'REJECT', trainDataId: undefined, reason: 'wrong number' }],
    ['/reject #17 wrong number', { kind: 'REJECT', trainDataId: 17, reason: 'wrong number' }],
    ['/reject 2023 is over', { kind: 'REJECT', trainDataId: undefined, reason: '2023 is over' }],
    ['/withdraw #17', { kind: 'WITHDRAW', trainDataId: 17 }],
    ['/forget_me please', { kind: 'FORGET_ME' }],
    ['/withdraw', { kind: 'WITHDRAW', trainDataId: undefined }],
    ['/start_train spring\n  rules', { kind: 'START_TRAIN', name: 'spring rules' }],
    ['/start_train spring rules', { kind: 'START_TRAIN', name: 'spring rules' }],
    ['/cancel_train', { kind: 'CANCEL_TRAIN' }],
    ['/use 3', { kind: 'USE', modelId: 3 }],
    ['/use #3', { kind: 'USE', modelId: 3 }],
    ['/use', { kind: 'USE', modelId: undefined }],
    ['/use the old one', { kind: 'USE', modelId: undefined }],
    ['/diff 3 5', { kind: 'DIFF', modelId: 3, otherId: 5 }],
    ['/diff #3, #5', { kind: 'DIFF', modelId: 3, otherId: 5 }],
    ['/diff 3', { kind: 'DIFF', modelId: 3 }],
    ['/diff', { kind: 'DIFF' }],
    ['/diff 0', { kind: 'DIFF' }],
    ['/diff 3 5 7', { kind: 'DIFF' }],
    ['/diff the last two', { kind: 'DIFF' }],
    ['/gaps', { kind: 'GAPS' }],
    ['/status', { kind: 'STATUS' }],
    ['/models', { kind: 'MODELS' }],
    ['/help', { kind: 'HELP' }],
    ['/start', { kind: 'HELP' }],
    ['/dance now', { kind: 'UNKNOWN', name: 'dance' }],
  ])('%j', (text, expected) => {
    expect(parseCommandText(text, 'our_bot')).toEqual(expected);
  });

  it.each([
    'hello',
    'please /train this',
    ' /train leading space',
    '/train@other_bot text',
    '/',
    '/häuser',
    '//train x',
  ])('%j is no command for us', (text) => {
    expect(parseCommandText(text, 'our_bot')).toBeUndefined();
  });

  it('takes no addressed command while our own name is unknown', () => {
    expect(parseCommandText('/train@our_bot text')).toBeUndefined();
  });
});
