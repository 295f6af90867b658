// Opens pages of the site in Chromium (CHROMIUM names it), each in a fresh context, and notes whatever goes wrong.
import { after } from 'node:test';
import { chromium } from 'playwright-core';
import { SITE, base } from './pages.mjs';
import { answer, serve } from './server.mjs';

const publicOrigin = new URL(base).origin;
const server = await serve(SITE, publicOrigin);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
after(async () => {
  await browser.close();
  server.stop();
});

/** Where the site is served. */
export const { origin } = server;

/** The narrow and the wide window of these tests. */
export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 900 };

/**
 * Opens an address and calls `look(tab, troubles, response)`. `troubles` lists errors of the console and the script, failed
 * requests, and requests to other sites, which are not let through.
 *
 * The reader seems to come from a page of the site, unless `arriving`: such a reader is not sent on to another language.
 */
export async function visit(address, { viewport = DESKTOP, script = true, locale = 'en', arriving = false } = {}, look) {
  const context = await browser.newContext({ viewport, locale, javaScriptEnabled: script, reducedMotion: 'reduce' });
  try {
    const troubles = [];
    await context.route((url) => url.origin !== origin, (route) => stayOnSite(route, troubles));
    const tab = await context.newPage();
    watch(tab, troubles);
    const response = await tab.goto(origin + address, arriving ? {} : { referer: `${origin}/` });
    await look(tab, troubles, response);
  } finally {
    await context.close();
  }
}

// The site may name itself in full where it cannot be relative (product.md, section 4); nothing else is reached.
async function stayOnSite(route, troubles) {
  const url = new URL(route.request().url());
  if (url.origin === publicOrigin) {
    await route.fulfill(await answer(SITE, publicOrigin, url.pathname));
  } else {
    troubles.push(`request to another site: ${url.href}`);
    await route.abort();
  }
}

function watch(tab, troubles) {
  tab.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()} (${message.location().url})`);
  });
  tab.on('pageerror', (error) => troubles.push(`script: ${error}`));
  tab.on('requestfailed', (request) => troubles.push(`request failed: ${request.url()}`));
}

/** Opens every `details` of a page, so that what they hold is examined too. */
export const unfold = (tab) => tab.evaluate(() => document.querySelectorAll('details').forEach((each) => { each.open = true; }));
