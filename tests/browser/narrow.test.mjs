// Narrow windows: nothing runs off the side, in either direction of writing, and a stacked summary is still a table.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PHONE, unfold, visit } from './browser.mjs';
import { pages, pagesOf } from './pages.mjs';

const WIDTHS = [1280, 390, 320];
const RIGHT_TO_LEFT = ['ar', 'dv', 'fa', 'he', 'ps', 'ug', 'ur', 'yi'];

test('the site has a language written from right to left', () => {
  assert(pages.some(({ language }) => RIGHT_TO_LEFT.includes(language)));
});

describe('a page has its direction and fits its window', { concurrency: 2 }, () => {
  for (const { address, variant, language } of pages) {
    test(`${variant}, ${language}: ${address}`, () => visit(address, {}, async (tab) => {
      assert.equal(await tab.locator('html').getAttribute('dir'), RIGHT_TO_LEFT.includes(language.split('-')[0]) ? 'rtl' : 'ltr');
      for (const width of WIDTHS) {
        await tab.setViewportSize({ width, height: PHONE.height });
        await unfold(tab);
        assert.deepEqual(await overflow(tab), [], `at ${width} px`);
      }
    }));
  }
});

// Names what stands out of the window; empty where the page cannot be scrolled sideways.
function overflow(tab) {
  return tab.evaluate(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    const out = [...document.querySelectorAll('body *')].filter((each) => {
      const { left, right } = each.getBoundingClientRect();
      return left < -1 || right > innerWidth + 1;
    });
    return [`${document.documentElement.scrollWidth} px wide`, ...out.slice(0, 5).map((each) => `${each.tagName}.${each.className}`)];
  });
}

describe('the summary keeps the roles of a table on a phone', { concurrency: 2 }, () => {
  for (const { address, language } of pagesOf('changes')) {
    for (const script of [true, false]) {
      test(`${language}, ${script ? 'with' : 'without'} script: ${address}`, () => visit(address, { viewport: PHONE, script }, async (tab) => {
        const written = await tab.locator('.k-changes').evaluate((table) => {
          const cells = [...table.rows].flatMap((row) => [...row.cells]);
          const scoped = (scope) => cells.filter((cell) => cell.scope === scope).length;
          return { table: 1, row: table.rows.length, columnheader: scoped('col'), rowheader: scoped('row'), cell: cells.filter((cell) => cell.tagName === 'TD').length };
        });
        assert(Object.values(written).every((count) => count > 0), JSON.stringify(written));
        assert.deepEqual(await rolesOf(tab, '.k-changes'), written);
      }));
    }
  }
});

// Counts the roles of a table that Chromium tells assistive technology; tables inside its cells are not counted.
async function rolesOf(tab, selector) {
  const session = await tab.context().newCDPSession(tab);
  const { root } = await session.send('DOM.getDocument');
  const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector });
  const { node } = await session.send('DOM.describeNode', { nodeId });
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const byId = new Map(nodes.map((each) => [each.nodeId, each]));
  const counts = { table: 0, row: 0, columnheader: 0, rowheader: 0, cell: 0 };
  const count = (each, outer) => {
    const role = each.ignored ? null : each.role?.value;
    if (role === 'table' && !outer) return;
    if (role in counts) counts[role] += 1;
    for (const child of each.childIds ?? []) count(byId.get(child), false);
  };
  const table = nodes.find(({ backendDOMNodeId }) => backendDOMNodeId === node.backendNodeId);
  if (table) count(table, true);
  return counts;
}

// A section that is new or gone as a whole says so once, in its first words or in the cell beside it.
describe('what was inserted and deleted is said in words too', { concurrency: 2 }, () => {
  for (const { address, language, kind } of [...pagesOf('changes'), ...pagesOf('redline')]) {
    test(`${kind}, ${language}: ${address}`, () => visit(address, { viewport: PHONE }, async (tab) => {
      const marks = tab.locator(':is(.k-changes, .k-text) :is(ins, del)');
      assert(await marks.count() > 0);
      assert.deepEqual(await marks.evaluateAll((all) => all.filter((mark) => {
        if (mark.closest('.k-section:has(> .k-change-word), tr:has(:is(.k-cell-before, .k-cell-after) > .k-empty)')) return false;
        const words = [mark.firstElementChild, mark.lastElementChild];
        return !words.every((each) => each?.matches('.k-hidden') && each.textContent.trim() && each.checkVisibility() && each.getBoundingClientRect().width <= 1);
      }).map((mark) => mark.outerHTML.slice(0, 120))), []);
    }));
  }
});
