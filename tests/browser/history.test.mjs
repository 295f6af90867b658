// The history of each section, and what apps embed: found from the text, opened by a link, whole without frame and style.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PHONE, origin, visit } from './browser.mjs';
import { tags } from './html.mjs';
import { base, files, pagesOf, read } from './pages.mjs';

describe('a link to the history of a section opens it, and its steps lead to rows of summaries', { concurrency: 2 }, () => {
  for (const { address, language } of pagesOf('history')) {
    for (const script of [true, false]) {
      test(`${language}, ${script ? 'with' : 'without'} script: ${address}`, () => visit(address, { viewport: PHONE, script }, async (tab) => {
        const id = await tab.locator('.k-sections ol[id]').last().getAttribute('id');
        const step = tab.locator(`[id="${id}"] a`).first();
        assert(!(await step.isVisible()));
        await tab.goto(`${origin}${address}#${encodeURIComponent(id)}`);
        await step.waitFor({ state: 'visible', timeout: 5000 });
        const href = await step.evaluate((each) => each.href);
        await Promise.all([tab.waitForURL(href), step.click()]);
        assert(await tab.locator(':target').isVisible());
      }));
    }
  }
});

describe('the text leads to the history of the section that is being read', { concurrency: 2 }, () => {
  for (const { address, language } of pagesOf('current')) {
    test(`${language}: ${address}`, () => visit(address, {}, async (tab) => {
      const link = tab.locator('[data-k-sections]');
      assert.match(await link.getAttribute('href'), /history\/#k-sections$/);
      const read = await tab.locator('.k-contents ul a').nth(1).getAttribute('href');
      await tab.evaluate((hash) => { location.hash = hash; scrollBy(0, 40); }, read);
      await tab.waitForFunction(() => document.querySelector('.k-contents ul [aria-current]'));
      const marked = await tab.locator('.k-contents ul [aria-current]').evaluate((each) => decodeURIComponent(each.hash.slice(1)));
      assert.equal(await link.evaluate((each) => decodeURIComponent(each.hash)), `#k-history-${marked}`);
    }));
  }
});

test('a fragment is one element that names its document, without script, style or relative links', () => {
  const fragments = files.filter((file) => file.endsWith('/fragment.html'));
  assert(fragments.some((file) => file.includes('/compare/')) && fragments.some((file) => file.includes('/changes/')));
  for (const file of fragments) {
    const all = tags(read(file));
    const { name, attributes } = all[0];
    assert.deepEqual([name, ...['lang', 'dir', 'data-document', 'data-revision'].filter((key) => !(key in attributes))], ['article'], file);
    const wrong = all.filter((tag) => ['script', 'style', 'link', 'html'].includes(tag.name) || 'style' in tag.attributes);
    assert.deepEqual(wrong, [], file);
    const links = all.flatMap((tag) => [tag.attributes.href, tag.attributes.src]).filter((link) => link !== undefined);
    assert.deepEqual(links.filter((link) => !link.startsWith('#') && !/^[a-z]+:/.test(link)), [], file);
    assert(links.some((link) => link.startsWith(base)), file);
  }
});
