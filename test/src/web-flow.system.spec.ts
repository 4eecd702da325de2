import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goTo, openBrowser, openPage, reads, say, screenshot } from './support/browser.js';
import { System } from './support/system.js';

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/** The whole flow as a new user has it, on the page, in a real browser. Pictures are left in test/artifacts. */
describe('on the web page', () => {
  let system: System;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    [system, browser] = await Promise.all([System.start(), openBrowser()]);
    context = await browser.newContext({ viewport: DESKTOP });
    ({ page, problems } = await openPage(context, await system.pageUrl()));
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await system.stop();
  }, 60_000);

  const conversation = () => page.getByRole('list', { name: 'Conversation' });

  it('signs in with the address that npm start prints, and hides the token', async () => {
    await page.getByRole('textbox', { name: 'Message' }).waitFor();
    expect(page.url()).not.toContain('token');
    await screenshot(page, 'web-1-welcome');
  });

  it('takes a text and says that it waits for the approvers', async () => {
    await say(page, '/train The guest Wi-Fi password is sunflower-42.');
    await reads(page, /approvers/u);
  });

  it('shows the card to the approvers, who approve it', async () => {
    await goTo(page, /Approvers/u);
    await reads(page, /sunflower-42/u);
    await screenshot(page, 'web-2-card');
    await conversation().getByRole('button', { name: 'Approve' }).click();
    await reads(page, /approved/iu);
    await conversation().getByRole('button', { name: 'Approve' }).waitFor({ state: 'detached' });
  });

  it('trains a first version and shows its progress until it is live', async () => {
    await say(page, '/start_train first');
    await reads(page, /first/u);
    await page
      .getByRole('list', { name: 'Versions' })
      .getByRole('listitem', { name: /first/u })
      .getByText(/live/iu)
      .waitFor({ timeout: 60_000 });
    await screenshot(page, 'web-3-live');
  });

  it('answers what was taught with its source, and says when it was not taught', async () => {
    await goTo(page, /Chat/u);
    await say(page, '/ask what is the wifi password?');
    await reads(page, /taught by/u);
    await reads(page, /sunflower-42/u);
    await reads(page, /first/u);
    await say(page, 'who won the world cup in 1998?');
    await reads(page, /not taught/u);
    await screenshot(page, 'web-4-answers');
  });

  it('refuses in one sentence what cannot be taught', async () => {
    await say(page, '/train The guest   wi-fi PASSWORD is sunflower-42.');
    await reads(page, /taught already/u);
    await say(page, '/train ok');
    await reads(page, /too short/u);
    await say(page, '/dance');
    await reads(page, /\/help/u);
  });

  it('lets an invited member chat, and nothing more', async () => {
    await goTo(page, /People/u);
    await page.getByRole('textbox', { name: 'Name' }).fill('Ann');
    await page.getByRole('button', { name: 'Create invitation link' }).click();
    const invitation = await page.getByRole('textbox', { name: 'Invitation link' }).inputValue();
    const guests = await browser.newContext({ viewport: PHONE });
    const guest = await openPage(guests, invitation);
    await guest.page.getByRole('textbox', { name: 'Message' }).waitFor();
    await say(guest.page, 'what is the wifi password?');
    await reads(guest.page, /sunflower-42/u);
    await screenshot(guest.page, 'web-5-phone');
    expect(await guest.page.getByRole('link', { name: /Approvers/u }).count()).toBe(0);
    const refused = await guest.page.evaluate(async () => (await fetch('/api/chat/approvers/messages')).status);
    expect(refused).toBe(403);
    expect(guest.problems).toEqual([]);
    await guests.close();
  });

  it('keeps everything after the page is loaded again', async () => {
    await goTo(page, /Chat/u);
    await page.reload();
    await reads(page, /not taught/u);
    await reads(page, /sunflower-42/u);
  });

  it('asks a stranger to sign in', async () => {
    const strangers = await browser.newContext({ viewport: DESKTOP });
    const stranger = await openPage(strangers, system.baseUrl);
    await stranger.page.getByRole('button', { name: 'Sign in' }).waitFor();
    await stranger.page.getByLabel('Token').fill('a-token-that-nobody-gave');
    await stranger.page.getByRole('button', { name: 'Sign in' }).click();
    await stranger.page
      .getByText(/npm start|token/iu)
      .first()
      .waitFor();
    await screenshot(stranger.page, 'web-6-sign-in');
    expect(await stranger.page.getByRole('textbox', { name: 'Message' }).count()).toBe(0);
    await strangers.close();
  });

  it('had no error in the browser', () => {
    expect(problems).toEqual([]);
  });
});
