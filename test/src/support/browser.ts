import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { ROOT } from './system.js';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Debian's Chromium, quiet: it asks nobody for updates, sync or safe browsing. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = CANDIDATES.find((path) => existsSync(path));
  if (!executablePath)
    throw new Error('Chromium is missing; install the Debian package chromium, or run npm test as root.');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** A page that fails the test when its script throws or the server answers it with 5xx. */
export async function openPage(context: BrowserContext, url: string): Promise<{ page: Page; problems: string[] }> {
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(url);
  return { page, problems };
}

/** Follows a link of the navigation, and waits until its page is the one that is shown. */
export async function goTo(page: Page, name: string | RegExp): Promise<void> {
  const link = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name });
  await link.click();
  // The address changes first and the page after it: what is typed between the two goes to the page before.
  await link.and(page.locator('[aria-current="page"]')).waitFor();
}

/** Sends a message in the room that is shown. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

/** Waits until the conversation that is shown has a message with this text. */
export async function reads(page: Page, text: string | RegExp): Promise<void> {
  const messages = page.getByRole('list', { name: 'Conversation' });
  await messages.getByText(text).last().waitFor({ timeout: 30_000 });
}

/** Writes a screenshot to test/artifacts, for a person to look at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = join(ROOT, 'test/artifacts');
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
