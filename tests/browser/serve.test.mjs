// `kaitei serve` in a browser while its files are edited: KAITEI names the binary. Each test edits a copy of the example's sources.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const KAITEI = process.env.KAITEI || join(ROOT, 'target/release/kaitei');
const DESKTOP = { width: 1280, height: 800 };
const NARROW = { width: 500, height: 800 };
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
after(() => browser.close());

// Serves a copy of the example and opens a page of it; `look(tab, site)` has the copy's files and notes every load of the page.
async function edit(address, { viewport = DESKTOP, lang = 'ja', spoil } = {}, look) {
  const folder = mkdtempSync(join(tmpdir(), 'kaitei-serve-'));
  for (const name of ['site.toml', 'content']) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  const file = (path) => join(folder, path);
  const change = (path, from, to) => {
    const before = readFileSync(file(path), 'utf8');
    assert(before.includes(from), `${path} has ${from}`);
    writeFileSync(file(path), before.replace(from, to));
  };
  spoil?.(change);
  const server = spawn(KAITEI, ['serve', '--port', '0'], { cwd: folder, env: { ...process.env, KAITEI_LANG: lang }, stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [line] = await new Promise((heard) => createInterface(server.stdout).once('line', (...line) => heard(line)));
    const origin = line.match(/http:\/\/[^/]+/)[0];
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
    const tab = await context.newPage();
    const troubles = [];
    tab.on('pageerror', (error) => troubles.push(String(error)));
    await tab.goto(origin + address, { referer: `${origin}/` });
    await look(tab, { file, change, origin });
    assert.deepEqual(troubles, []);
    await context.close();
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

// A text of the example with enough sections to scroll: its newest dated revision in Japanese.
const DOCUMENT = 'terms';
const revisions = readdirSync(join(ROOT, 'content', DOCUMENT)).filter((name) => /^\d{4}/.test(name)).sort();
const REVISION = revisions.at(-1);
const TEXT = `content/${DOCUMENT}/${REVISION}/ja.md`;
const PAGE = `/ja/${DOCUMENT}/${REVISION}/`;
const paragraphs = readFileSync(join(ROOT, TEXT), 'utf8').split('\n').filter((line) => /^[^#+\s\[|（(\d０-９「]{1}.{20,}。$/.test(line) && !line.includes('='));
const LATE = paragraphs.at(-1);

const axe = async (tab) => {
  await tab.evaluate(AXE);
  const { violations } = await tab.evaluate(() => globalThis.axe.run({ include: [['kaitei-bar']] }, { preload: false }));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`));
};
const stamp = (tab) => tab.evaluate(() => { window.stamp = true; });
const same = (tab) => tab.evaluate(() => window.stamp === true);

describe('a page that is served', { concurrency: 2 }, () => {
  test('loads again where it stands, and the section that was edited is led to and marked', () => edit(PAGE, {}, async (tab, { change }) => {
    assert(LATE, 'the example has a paragraph to edit');
    await stamp(tab);
    change(TEXT, LATE, `${LATE}加筆しました。`);
    const marked = tab.locator('[data-kaitei-edited]');
    await marked.first().waitFor();
    assert(!await same(tab), 'it was loaded again');
    assert.equal(await marked.count(), 1);
    assert((await marked.textContent()).includes('加筆しました。'));
    assert(await marked.evaluate((mark) => { const { top } = mark.getBoundingClientRect(); return top >= 0 && top < innerHeight; }), 'it is in view');
    await marked.first().waitFor({ state: 'detached' });
    // What changes nothing on the page leaves it alone.
    const place = await tab.evaluate(() => scrollY);
    assert(place > 0);
    await stamp(tab);
    const build = await tab.locator('kaitei-bar').getAttribute('data-build');
    change('site.toml', 'title', '# a remark\ntitle');
    await tab.waitForFunction((before) => document.querySelector('kaitei-bar').dataset.build !== before, build);
    assert(await same(tab), 'nothing that the page shows has changed, so it was not loaded again');
    assert.equal(await tab.evaluate(() => scrollY), place);
  }));

  test('keeps its place when what changed is not on it', () => edit(PAGE, {}, async (tab, { change }) => {
    await tab.evaluate(() => scrollTo(0, 900));
    await stamp(tab);
    change('site.toml', 'ja = "', 'ja = "改・');
    await tab.waitForFunction(() => !window.stamp && document.title.includes('改・'));
    await tab.waitForFunction(() => scrollY === 900);
    assert.equal(await tab.locator('[data-kaitei-edited]').count(), 0);
  }));

  test('takes a new style sheet without being loaded again', () => edit(PAGE, {}, async (tab, { file }) => {
    mkdirSync(file('themes/default/static'), { recursive: true });
    const sheet = readFileSync(join(ROOT, 'themes/default/static/kaitei.css'), 'utf8');
    writeFileSync(file('themes/default/static/kaitei.css'), `${sheet}\nbody { outline: 0px solid teal }\n`);
    await tab.waitForFunction(() => getComputedStyle(document.body).outlineColor === 'rgb(0, 128, 128)');
    await stamp(tab);
    writeFileSync(file('themes/default/static/kaitei.css'), `${sheet}\nbody { outline: 0px solid navy }\n`);
    await tab.waitForFunction(() => getComputedStyle(document.body).outlineColor === 'rgb(0, 0, 128)');
    assert(await same(tab), 'it was not loaded again');
    assert.equal(await tab.locator('link[rel=stylesheet]').count(), 1);
  }));

  test('shows an error over the last good page, and hides it by itself', () => edit(PAGE, {}, async (tab, { change }) => {
    const overlay = tab.locator('kaitei-bar .overlay');
    assert(await overlay.isHidden());
    await stamp(tab);
    change(TEXT, 'title', 'titel');
    await overlay.waitFor();
    assert(await same(tab) && (await overlay.innerText()).includes('unknown-key'));
    assert.deepEqual(await axe(tab), []);
    await tab.emulateMedia({ colorScheme: 'dark' });
    assert.deepEqual(await axe(tab), []);
    change(TEXT, 'titel', 'title');
    await overlay.waitFor({ state: 'hidden' });
    // It can be put aside too.
    change(TEXT, 'title', 'titel');
    await overlay.waitFor();
    await tab.keyboard.press('Escape');
    assert(await overlay.isHidden());
  }));

  test('says what is wrong from the start, in English too', () => edit('/', { lang: 'en', viewport: NARROW, spoil: (change) => change('site.toml', 'base_url', 'base url') }, async (tab, { change }) => {
    assert.match(await tab.locator('kaitei-bar .overlay').innerText(), /error/);
    assert.deepEqual(await axe(tab), []);
    assert(await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    change('site.toml', 'base url', 'base_url');
    await tab.locator('main a').first().waitFor();
  }));

  test('keeps the day that was asked for from page to page', () => edit(`${PAGE}?as-of=2024-01-15`, {}, async (tab, { origin }) => {
    await tab.goto(`${origin}/ja/?as-of=2030-01-01`);
    await tab.locator('main a').first().click();
    await tab.waitForLoadState();
    assert.equal(new URL(tab.url()).searchParams.get('as-of'), '2030-01-01');
    await tab.locator('kaitei-bar input').fill('2031-02-03');
    await tab.waitForURL(/as-of=2031-02-03/);
    assert.match(await tab.locator('kaitei-bar .ribbon').first().innerText(), /2031年2月3日/);
    await tab.locator('kaitei-bar .today').click();
    await tab.waitForURL((url) => !url.searchParams.get('as-of'));
  }));

  for (const [device, viewport] of Object.entries({ desktop: DESKTOP, narrow: NARROW })) {
    for (const language of ['ja', 'ar']) {
      test(`has a bar and a panel that break no rule of axe, ${language}, ${device}`, () => edit(`/${language}/`, { viewport }, async (tab) => {
        await tab.locator('kaitei-bar summary').click();
        await tab.locator('kaitei-bar .lists').waitFor();
        for (const colorScheme of ['light', 'dark']) {
          await tab.emulateMedia({ colorScheme });
          assert.deepEqual(await axe(tab), []);
        }
        assert(await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is cut off');
      }));
    }
  }
});
