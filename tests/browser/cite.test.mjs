// Sections and clauses say how they are cited, and where they stand for ever and now; only copying needs the script.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { visit } from './browser.mjs';
import { pagesOf } from './pages.mjs';

const pages = [...pagesOf('current'), ...pagesOf('dated')];

describe('what an address names shows its citation without script', { concurrency: 2 }, () => {
  for (const { address, variant, language } of pages) {
    test(`${variant}, ${language}: ${address}`, () => visit(address, { script: false }, async (tab) => {
      const line = tab.locator('.k-section > .k-cite').first();
      if (await line.count() === 0) return;
      assert(!await line.isVisible());
      const section = await line.evaluate((each) => each.parentElement.id);
      await tab.goto(`${tab.url().split('#')[0]}#${encodeURIComponent(section)}`);
      assert(await line.isVisible());
      assert((await line.locator('span').innerText()).length > 0);
      const [permanent, current] = await line.locator('a').evaluateAll((links) => links.map((link) => link.href));
      assert.match(permanent, /\/\d{4}-\d{2}-\d{2}[^/]*\/#/);
      assert.doesNotMatch(current, /\/\d{4}-\d{2}-\d{2}[^/]*\/#/);
      for (const link of [permanent, current]) {
        await tab.goto(link);
        assert.equal(await tab.locator(':target').count(), 1);
      }
    }));
  }
});

describe('a clause says its citation in its label, which leads to its permanent address', { concurrency: 2 }, () => {
  for (const { address, variant, language } of pages) {
    test(`${variant}, ${language}: ${address}`, () => visit(address, { script: false }, async (tab) => {
      const label = tab.locator('.k-clause > .k-label > a').first();
      if (await label.count() === 0) return;
      assert((await label.getAttribute('title')).length > 1);
      await label.click();
      assert.match(tab.url(), /\/\d{4}-\d{2}-\d{2}[^/]*\/#/);
      assert(await tab.locator(':target').isVisible());
    }));
  }
});

describe('the citation of a clause is copied by keyboard', { concurrency: 2 }, () => {
  for (const { address, variant, language } of pagesOf('current')) {
    test(`${variant}, ${language}: ${address}`, () => visit(address, {}, async (tab) => {
      const label = tab.locator('.k-clause > .k-label > a').first();
      if (await label.count() === 0) return;
      await tab.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      const cited = await label.getAttribute('title');
      await label.focus();
      await tab.keyboard.press('Enter');
      const line = tab.locator('.k-clause-text > .k-cite');
      await line.waitFor();
      assert((await line.innerText()).includes(cited));
      assert.equal(tab.url().split('#')[0].endsWith(address), true);
      assert.equal(await line.locator('a').count(), 2);
      await line.locator('button').focus();
      await tab.keyboard.press('Enter');
      await tab.locator('.k-copied:not(:empty)').waitFor();
      const copied = await tab.evaluate(() => navigator.clipboard.readText());
      assert(copied.includes(cited) && /https?:\/\/\S+\/\d{4}-\d{2}-\d{2}[^/]*\/#\S+$/.test(copied), copied);
      assert(!/[{}]/.test(copied), copied);
    }));
  }
});
