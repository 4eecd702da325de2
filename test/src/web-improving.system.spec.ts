import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goTo, openBrowser, openPage, reads, say, screenshot } from './support/browser.js';
import { eventually, System } from './support/system.js';

/** What approvers do on the page to make the assistant better, in a real browser on the whole system. */
describe('making it better on the web page', () => {
  let system: System;
  let browser: Browser;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    [system, browser] = await Promise.all([System.start(), openBrowser()]);
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    ({ page, problems } = await openPage(context, await system.pageUrl()));
    await train('first', { text: 'The guest Wi-Fi password is sunflower-42.' });
    await train('second', { question: 'Where is the spare key?', answer: 'Behind door 41.' });
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await system.stop();
  }, 60_000);

  /** Teaches and approves a text, and has a version live that knows it. */
  async function train(name: string, taught: object): Promise<void> {
    const { body: text } = await system.api('POST', '/api/train-data', taught);
    await system.api('POST', `/api/train-data/${text.id}/approve`);
    const { body: model } = await system.api('POST', '/api/models', { name });
    await eventually(`version ${name} live`, async () => {
      const { body } = await system.api('GET', `/api/models/${model.id}`);
      return body.live === true || undefined;
    });
  }

  it('goes back to an earlier version', async () => {
    await goTo(page, 'Versions');
    const versions = page.getByRole('list', { name: 'Versions' });
    const first = versions.getByRole('listitem', { name: 'Version first' });
    await versions.getByRole('listitem', { name: 'Version second' }).getByText('Live', { exact: true }).waitFor();
    await screenshot(page, 'web-versions');
    await first.getByRole('link', { name: /first/u }).click();
    await page.getByRole('heading', { name: /first/u }).waitFor();
    await page.getByRole('button', { name: 'Go back to this version' }).click();
    await page.getByRole('main').getByText('Live', { exact: true }).waitFor();
    expect((await system.api('GET', '/api/status')).body.liveModel).toMatchObject({ name: 'first' });
    await page.getByRole('link', { name: 'All versions' }).click();
    await first.getByText('Live', { exact: true }).waitFor();
    await versions.getByRole('listitem', { name: 'Version second' }).getByText('Kept', { exact: true }).waitFor();
  });

  it('changes a golden question, which is then asked of new versions', async () => {
    await goTo(page, 'Golden questions');
    await page.getByRole('button', { name: 'Add a question' }).click();
    await page.getByRole('textbox', { name: 'Question' }).fill('When does the workshop open?');
    await page.getByRole('textbox', { name: 'Right answer' }).fill('at 9');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Change «When does the workshop open?»' }).click();
    await page.getByRole('textbox', { name: 'Right answer' }).fill('at 10');
    await page.getByRole('button', { name: 'Save' }).click();
    const questions = page.getByRole('list', { name: 'Golden questions' });
    await questions.getByText('at 10').waitFor();
    const searched = page.waitForResponse((response) => response.url().includes('q=WORKSHOP'));
    await page.getByRole('searchbox', { name: 'Search' }).fill('WORKSHOP');
    await searched;
    await questions.getByText('at 10').waitFor();
    await screenshot(page, 'web-golden');
    await page.getByRole('searchbox', { name: 'Search' }).clear();
    const { body } = await system.api('GET', '/api/golden?origin=MANUAL');
    expect(body.items).toMatchObject([{ question: 'When does the workshop open?', answer: 'at 10', use: 'GATE' }]);
  });

  it('answers what was asked and never taught', async () => {
    await goTo(page, 'Chat');
    await say(page, 'who won the world cup in 1998?');
    await reads(page, /not taught/u);
    await goTo(page, 'Unanswered');
    const gap = page.getByRole('listitem', { name: 'who won the world cup in 1998?' });
    await gap.getByText('Asked 1 time by 1 person').waitFor();
    await gap.getByRole('button', { name: 'Answer' }).click();
    await gap.getByRole('textbox', { name: 'Answer' }).fill('France won it at home.');
    await screenshot(page, 'web-gaps');
    await gap.getByRole('button', { name: 'Teach this answer' }).click();
    await gap.waitFor({ state: 'detached' });
    const { body } = await system.api('GET', '/api/gaps?status=ANSWERED');
    const { body: text } = await system.api('GET', `/api/train-data/${body.items[0].trainDataId}`);
    expect(text).toMatchObject({ answer: 'France won it at home.', status: 'PENDING' });
  });

  it('takes a correction where an answer was wrong', async () => {
    await goTo(page, 'Chat');
    await say(page, 'what is the wifi password?');
    await reads(page, /taught by/u);
    await page.getByRole('button', { name: 'Wrong answer' }).last().click();
    await page.getByText('What would be right?', { exact: true }).waitFor();
    await screenshot(page, 'web-correction');
    await say(page, 'rose-7, since Monday');
    await reads(page, /passed your correction on/u);
    const thumb = page.getByRole('button', { name: 'Wrong answer, said by 1', pressed: true });
    await thumb.waitFor();
    await page.reload();
    await thumb.waitFor();
    const { body } = await system.api('GET', '/api/train-data?status=SUBMITTED');
    expect(body.items).toMatchObject([{ question: 'what is the wifi password?', answer: 'rose-7, since Monday' }]);
    expect(body.items[0].correctsQuestionId).not.toBeNull();
  });

  it('withdraws a text and says which versions still hold it', async () => {
    await goTo(page, 'Knowledge');
    const text = page
      .getByRole('list', { name: 'Taught texts' })
      .getByRole('listitem', { name: 'Text 1', exact: true });
    await text.getByRole('button', { name: 'Withdraw text 1' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Withdraw text' }).click();
    await dialog.getByRole('link', { name: /^first/u }).waitFor();
    await screenshot(page, 'web-withdrawn');
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await text.getByText('Withdrawn', { exact: true }).waitFor();
    expect((await system.api('GET', '/api/train-data/1')).body).toMatchObject({ status: 'WITHDRAWN' });
  });

  it('forgets a member who confirms it, and signs them out', async () => {
    const { body: invitation } = await system.api('POST', '/api/invitations', { displayName: 'Mia' });
    const guests = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const guest = await openPage(guests, invitation.url);
    await guest.page.getByRole('button', { name: 'Account of Mia' }).click();
    await guest.page.getByRole('menuitem', { name: 'Forget me' }).click();
    await screenshot(guest.page, 'web-forget');
    await guest.page.getByRole('dialog').getByRole('button', { name: 'Forget me' }).click();
    await guest.page.getByRole('button', { name: 'Sign in' }).waitFor();
    await guest.page.reload();
    await guest.page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(guest.problems).toEqual([]);
    await guests.close();
  });

  it('had no error in the browser', () => {
    expect(problems).toEqual([]);
  });
});
