import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, openPage, screenshot } from './support/browser.js';
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
  const goTo = (name: string | RegExp) =>
    page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();

  it('goes back to an earlier version', async () => {
    await goTo('Versions');
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

  it('had no error in the browser', () => {
    expect(problems).toEqual([]);
  });
});
