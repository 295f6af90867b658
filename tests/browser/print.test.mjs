// On paper: the head of a table stands on each of its pages, marks do without colour, what is only for screens is gone.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { visit } from './browser.mjs';
import { pagesOf } from './pages.mjs';

// Colours that stand nowhere else, as CSS and as the operator that Chromium writes into a PDF.
const HEAD = { css: 'rgb(255 0 51)', operator: /\b1 0 \.2(?:0\d*)? rg\b/ };
const BODY = { css: 'rgb(0 255 51)', operator: /\b0 1 \.2(?:0\d*)? rg\b/ };
const PAINT = `.k-changes > thead th { background: ${HEAD.css} !important } .k-changes > tbody > tr > * { background: ${BODY.css} !important }`;

/** Returns the drawing instructions of each page of a PDF that Chromium wrote. */
function drawings(pdf) {
  const text = pdf.toString('latin1');
  return [...text.matchAll(/\/Type \/Page\b[\s\S]*?\/Contents (\d+) 0 R/g)].map(([, number]) => {
    const [head] = new RegExp(`\\n${number} 0 obj\\n[\\s\\S]*?stream\\n`).exec(text);
    const start = text.indexOf(head) + head.length;
    return inflateSync(pdf.subarray(start, text.indexOf('\nendstream', start))).toString('latin1');
  });
}

describe('the head of the summary stands on every page of the table', { concurrency: 2 }, () => {
  for (const { address, language } of pagesOf('changes')) {
    test(`${language}: ${address}`, () => visit(address, {}, async (tab) => {
      await tab.evaluate((css) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        document.adoptedStyleSheets.push(sheet);
        // Whatever the example holds, the table is longer than a page.
        const body = document.querySelector('.k-changes > tbody');
        const rows = [...body.rows];
        for (let at = 0; at < 6; at += 1) body.append(...rows.map((row) => row.cloneNode(true)));
      }, PAINT);
      const pages = drawings(await tab.pdf({ format: 'A4', printBackground: true, preferCSSPageSize: true }));
      const withTable = pages.filter((page) => BODY.operator.test(page));
      assert(withTable.length > 1, `the table is on ${withTable.length} of ${pages.length} pages`);
      assert.equal(withTable.filter((page) => HEAD.operator.test(page)).length, withTable.length);
    }));
  }
});

describe('a page prints, dark on white, without what is for screens', { concurrency: 2 }, () => {
  for (const { address, kind, language } of ['current', 'dated', 'changes', 'redline', 'history'].flatMap(pagesOf)) {
    test(`${kind}, ${language}: ${address}`, () => visit(address, {}, async (tab) => {
      assert(drawings(await tab.pdf({ format: 'A4', preferCSSPageSize: true })).length > 0);
      await tab.emulateMedia({ media: 'print', colorScheme: 'dark' });
      assert.deepEqual(await tab.locator(':is(.k-switch, .k-views, .k-contents, .k-skip):visible').count(), 0);
      assert(await tab.locator('h1').isVisible());
      assert(await tab.evaluate(isDark), 'the text is light');
    }));
  }
});

// In the page: whether its text is dark. The canvas turns any CSS colour into numbers.
function isDark() {
  const pen = document.createElement('canvas').getContext('2d');
  pen.fillStyle = getComputedStyle(document.body).color;
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
  return red + green + blue < 255;
}

describe('insertions and deletions are told apart without colour', { concurrency: 2 }, () => {
  for (const { address, kind, language } of ['changes', 'redline'].flatMap(pagesOf)) {
    test(`${kind}, ${language}: ${address}`, () => visit(address, {}, async (tab) => {
      await tab.emulateMedia({ media: 'print' });
      const line = (mark) => tab.locator(mark).evaluateAll((all) => [...new Set(all.map((each) => getComputedStyle(each).textDecorationLine))]);
      assert.deepEqual([await line('main del'), await line('main ins')], [['line-through'], ['underline']]);
    }));
  }
});
