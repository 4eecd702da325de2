import { plainText } from '@personal-assistant/contracts';
import { describe, expect, it } from 'vitest';
import { failedNotice, liveNotice } from './ending-texts.js';
import type { ModelRecord } from './model.repository.js';

const report = { asked: 10, right: 9, liveRight: 8, fixed: 1, broken: 0, items: [] };
const version = (golden: object | null = null) =>
  ({ id: 4, name: 'spring', metrics: null, golden }) as Partial<ModelRecord> as ModelRecord;
const live = (golden: object | null, before?: number, pictured = false) =>
  plainText(liveNotice(version(golden), before, pictured));

describe('what the approvers are notified of', () => {
  it('is what is live now, how good it is, and how to go back', () => {
    expect(live(report, 3)).toBe(
      '«spring» (#4) is live and answers from now on: 9 of 10 golden questions right, the version before 8.' +
        ' Ask it something with /ask, or go back with /use 3.',
    );
  });

  it('compares with nothing where nothing was live, and has no score without golden questions', () => {
    expect(live({ ...report, liveRight: undefined })).toBe(
      '«spring» (#4) is live and answers from now on: 9 of 10 golden questions right. Ask it something with /ask.',
    );
    for (const none of [null, { ...report, asked: 0 }]) expect(live(none)).not.toContain('golden');
  });

  it('has the words of the picture, where there is one, and fits under it', () => {
    const longest = { ...version(report), name: 'n'.repeat(100) };
    const caption = plainText(liveNotice(longest, 123_456, true));
    expect(caption).toContain('the lower a line ends, the better');
    expect(caption.length).toBeLessThan(1024);
    expect(live(report, 3)).not.toContain('the lower a line ends');
  });

  it('of a failure is why, what answers now, and how to try again', () => {
    expect(plainText(failedNotice(version(), 'the disk is full.', 3))).toBe(
      'Training «spring» (#4) failed: the disk is full. #3 goes on answering; /start_train tries again.',
    );
    expect(plainText(failedNotice(version(), 'the disk is full.', undefined))).toContain('No version is live yet;');
  });
});
