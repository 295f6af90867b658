// Without script the text is there, links lead on, and the language can be changed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PHONE, origin, visit } from './browser.mjs';
import { languages, pages, pagesOf } from './pages.mjs';

const options = { script: false, viewport: PHONE };

describe('the main text is visible', { concurrency: 2 }, () => {
  for (const { address, variant, language } of pages) {
    test(`${variant}, ${language}: ${address}`, () => visit(address, options, async (tab, troubles) => {
      assert.deepEqual(troubles, []);
      assert((await tab.locator('main').innerText()).trim().length > 20);
      assert.deepEqual(await hiddenText(tab), []);
    }));
  }
});

// The text of a document, a redline or a summary of which a reader would see nothing.
function hiddenText(tab) {
  return tab.locator('.k-text :is(p, li, .k-item, .k-clause, h2, h3, h4, h5, h6), .k-changes > tbody > tr > *').evaluateAll((all) => all
    .filter((each) => each.textContent.trim() && !each.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .map((each) => each.textContent.trim().slice(0, 40)));
}

describe('links lead from the list of documents to a text and its other views', { concurrency: 2 }, () => {
  for (const { address, language } of pagesOf('home')) {
    test(`${language}: ${address}`, () => visit(address, options, async (tab) => {
      await follow(tab, tab.locator('main a').first());
      const views = tab.locator('.k-views a:not([aria-current])');
      const text = tab.url();
      const count = await views.count();
      assert(count > 0);
      for (let at = 0; at < count; at += 1) {
        await follow(tab, views.nth(at));
        await tab.goto(text);
      }
    }));
  }
});

describe('a row of the summary leads to its section in the text', { concurrency: 2 }, () => {
  for (const { address, language } of pagesOf('changes')) {
    test(`${language}: ${address}`, () => visit(address, options, async (tab) => {
      await follow(tab, tab.locator('.k-changes > tbody > tr:not([data-kind="removed"]) > th a').first());
      assert.equal(await tab.locator(':target').count(), 1);
      assert(await tab.locator(':target').isVisible());
    }));
  }
});

// Clicks a link and expects a page of the site with a visible heading.
async function follow(tab, link) {
  const href = await link.evaluate((each) => each.href);
  await Promise.all([tab.waitForURL(href), link.click()]);
  assert(tab.url().startsWith(origin));
  assert(await tab.locator('h1').isVisible());
}

describe('the language switch opens and leads to the same page in another language', { concurrency: 2 }, () => {
  for (const { address, variant, language } of [...pagesOf('current'), ...pagesOf('changes'), ...pagesOf('home')]) {
    test(`${variant}, ${language}: ${address}`, () => visit(address, options, async (tab) => {
      const link = tab.locator('.k-switch [data-k-lang]:not([aria-current])').first();
      assert(!(await link.isVisible()));
      await tab.locator('.k-switch summary').click();
      assert(await link.isVisible());
      const other = await link.getAttribute('data-k-lang');
      assert(languages.includes(other));
      await follow(tab, link);
      assert.equal(await tab.locator('html').getAttribute('lang'), other);
    }));
  }
});

describe('a section leads to itself in other languages', { concurrency: 2 }, () => {
  for (const { address, language } of pagesOf('current')) {
    test(`${language}: ${address}`, () => visit(address, options, async (tab) => {
      const first = tab.locator('.k-langs').first();
      if (await first.count() === 0) return;
      assert(!await first.isVisible());
      const section = await first.evaluate((each) => each.parentElement.id);
      await tab.goto(`${tab.url().split('#')[0]}#${encodeURIComponent(section)}`);
      const link = first.locator('a').first();
      assert(await link.isVisible());
      await follow(tab, link);
      assert.equal(await tab.locator(':target').getAttribute('data-anchor'), section);
    }));
  }
});
