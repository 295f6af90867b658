// Every link, fragment and asset of every file of the output leads somewhere, and no page needs another host.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tags } from './html.mjs';
import { base, files, read } from './pages.mjs';

const ADDRESSES = ['href', 'src', 'poster', 'data', 'action', 'cite'];
const LOADED = ['script', 'link', 'img', 'source', 'iframe', 'object', 'video', 'audio'];

const exists = new Set(files);
const documents = new Map(files.filter((file) => file.endsWith('.html')).map((file) => [file, tags(read(file))]));
const idsOf = (file) => documents.get(file).map(({ attributes }) => attributes.id).filter((id) => id !== undefined);
const ids = new Map([...documents.keys()].map((file) => [file, new Set(idsOf(file))]));

// Null for a link out of the site; otherwise the file that a URL names, which need not exist, and its fragment.
function targetOf(url) {
  if (!url.href.startsWith(base)) return null;
  const path = decodeURIComponent(url.href.slice(base.length).split(/[?#]/)[0]);
  return { file: path === '' || path.endsWith('/') ? `${path}index.html` : path, fragment: decodeURIComponent(url.hash.slice(1)) };
}

function problemOf(url) {
  const target = targetOf(url);
  if (!target) return null;
  if (!exists.has(target.file)) return 'no such file';
  if (target.fragment && ids.has(target.file) && !ids.get(target.file).has(target.fragment)) return 'no such fragment';
  return null;
}

// The addresses of a tag, `srcset` among them.
function addressesOf({ attributes }) {
  const candidates = (attributes.srcset ?? '').split(',').map((each) => each.trim().split(/\s+/)[0]).filter(Boolean);
  return [...ADDRESSES.filter((name) => name in attributes).map((name) => attributes[name]), ...candidates];
}

function allAddresses() {
  return [...documents].flatMap(([file, all]) => all.flatMap((tag) => addressesOf(tag).map((address) => ({ file, tag, address }))));
}

const none = (problems) => assert.equal(problems.length, 0, `${problems.length} found:\n${problems.slice(0, 100).join('\n')}`);
const place = ({ file, tag, address }) => `${file}: <${tag.name}> ${address}`;

test('the output has pages and links to check', () => {
  assert(documents.size > 10 && allAddresses().length > 100);
});

test('every link, fragment and asset of every page resolves', () => {
  none(allAddresses().flatMap((each) => {
    if (!URL.canParse(each.address, base)) return [`${place(each)}: no URL`];
    const problem = problemOf(new URL(each.address, base + each.file.split('/').map(encodeURIComponent).join('/')));
    return problem ? [`${place(each)}: ${problem}`] : [];
  }));
});

test('no page loads anything from another host', () => {
  none(allAddresses()
    .filter(({ tag }) => LOADED.includes(tag.name))
    .filter(({ address }) => /^(?:[a-z][\w+.-]*:)?\/\//i.test(address) && !address.startsWith(base))
    .map(place));
});

test('no id stands twice on a page', () => {
  none([...documents.keys()].flatMap((file) => {
    const all = idsOf(file);
    return [...new Set(all.filter((id, at) => all.indexOf(id) !== at))].map((id) => `${file}: ${id}`);
  }));
});

test('a style sheet names only files of the site', () => {
  none(files.filter((file) => file.endsWith('.css')).flatMap((file) =>
    [...read(file).matchAll(/url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)/g)]
      .map(([, address, imported]) => address ?? imported)
      .filter((address) => !address.startsWith('data:'))
      .filter((address) => !exists.has(targetOf(new URL(address, base + file))?.file))
      .map((address) => `${file}: ${address}`)));
});

test('every address in the data files resolves', () => {
  const full = new RegExp(`${base.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}[^\\s"'<>\\\\]*`, 'g');
  none(files.filter((file) => /\.(json|xml)$|^robots\.txt$/.test(file)).flatMap((file) =>
    [...read(file).matchAll(full)]
      .map(([address]) => address.replaceAll('&amp;', '&'))
      .filter((address) => problemOf(new URL(address)))
      .map((address) => `${file}: ${address}: ${problemOf(new URL(address))}`)));
});
