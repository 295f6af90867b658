// One page of every kind and language, on a phone and a desktop, light and dark: quiet, self-contained, accessible.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { DESKTOP, PHONE, origin, unfold, visit } from './browser.mjs';
import { files, languages, pages, pagesOf, read } from './pages.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const KINDS = ['root', 'neutral', 'home', 'current', 'dated', 'changes', 'redline', 'compare', 'compare redline', 'history', 'not found'];
const STATES = ['in-force', 'superseded', 'upcoming', 'withdrawn'];

test('the site has a page of every kind, in every language where it has languages', () => {
  const found = (kind, language) => pages.some((page) => page.kind === kind && (!language || page.language === language));
  const everywhere = ['home', 'current', 'dated', 'changes', 'redline', 'compare', 'compare redline', 'history'];
  const missing = [
    ...KINDS.filter((kind) => !found(kind)),
    ...languages.flatMap((language) => everywhere.filter((kind) => !found(kind, language)).map((kind) => `${kind} ${language}`)),
    ...STATES.filter((state) => !pages.some((page) => page.kind === 'dated' && page.state === state)),
  ];
  assert.deepEqual(missing, []);
  assert(languages.length > 1);
});

// Every rule once; in the dark again those that a colour scheme can break.
const LOOKS = [
  { colorScheme: 'light', rules: {} },
  { colorScheme: 'dark', rules: { runOnly: ['color-contrast', 'link-in-text-block'] } },
];

// Returns a line for every element of the page that breaks a rule.
async function violations(tab, rules) {
  const { violations: found } = await tab.evaluate((options) => globalThis.axe.run(options), { preload: false, ...rules });
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`));
}

describe('every page is quiet, asks no other site for anything, and breaks no rule of axe', { concurrency: 2 }, () => {
  for (const { address, variant, language } of pages) {
    for (const [device, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
      test(`${variant}, ${language}, ${device}: ${address}`, () => visit(address, { viewport }, async (tab, troubles) => {
        assert.deepEqual(troubles, []);
        if (device === 'phone') await unfold(tab);
        await tab.evaluate(AXE);
        for (const { colorScheme, rules } of LOOKS) {
          await tab.emulateMedia({ colorScheme });
          assert.deepEqual(await violations(tab, rules), []);
        }
        assert.deepEqual(troubles, []);
      }));
    }
  }
});

describe('an address that names no language leads to the reader’s own', { concurrency: 2 }, () => {
  for (const locale of languages) {
    test(`the root, ${locale}`, () => visit('/', { locale, arriving: true }, async (tab) => {
      await tab.waitForURL(`${origin}/${locale}/`);
    }));
  }
  for (const { address } of pagesOf('neutral')) {
    test(address, () => forwardsKeepingTheFragment(address));
  }
});

// A comparison of neighbours is the page of `changes/`, to which its language switch leads too.
describe('an address that names a language stays in it', () => {
  const isOfNeighbours = (file) => /\/compare\/[^/]+\/index\.html$/.test(file) && /rel="canonical" href="[^"]*\/changes\/"/.test(read(file));
  const own = languages.map((language) => files.find((file) => file.startsWith(`${language}/`) && isOfNeighbours(file)));
  for (const file of own.filter(Boolean)) {
    const address = `/${file.replace(/index\.html$/, '')}`;
    const locale = languages.find((language) => !file.startsWith(`${language}/`));
    test(address, () => visit(address, { locale, arriving: true }, async (tab) => {
      await tab.waitForLoadState('networkidle');
      assert.equal(new URL(tab.url()).pathname, address);
    }));
  }
});

async function forwardsKeepingTheFragment(address) {
  let wanted;
  await visit(address, {}, async (tab) => {
    wanted = await tab.evaluate(() => ({
      id: document.querySelector('.k-text [id]').id,
      language: document.querySelector('[data-k-lang]:not([data-k-missing], [aria-current])').dataset.kLang,
    }));
  });
  const fragment = `#${encodeURIComponent(wanted.id)}`;
  await visit(address + fragment, { locale: wanted.language, arriving: true }, async (tab) => {
    await tab.waitForURL(`${origin}/${wanted.language}${address}${fragment}`);
  });
}

test('a lost reader sees the page for that, with its style, at any depth', () => visit('/no/such/page/', {}, async (tab, troubles, response) => {
  assert.equal(response.status(), 404);
  assert.deepEqual(troubles.filter((trouble) => !trouble.includes('/no/such/page/)')), []);
  assert(await tab.evaluate(() => [...document.styleSheets].length > 0));
  const links = await tab.locator('main a').evaluateAll((all) => all.map((link) => link.href));
  assert(links.length > 0);
}));
