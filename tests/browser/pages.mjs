// Finds in a built site (the folder in SITE) one page of every kind, state and language, by looking at what is there: the
// addresses of product pages and what their markup says, no names of documents or revisions.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { tags } from './html.mjs';

assert(process.env.SITE, 'SITE must name the folder of a built site');

/** The folder of the built site. */
export const SITE = resolve(process.env.SITE);

/** Every file of the site, as a path below its root with `/`, sorted. */
export const files = readdirSync(SITE, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(SITE.length + 1).split(sep).join('/'))
  .sort();

/** Returns the text of a file of the site. */
export const read = (file) => readFileSync(join(SITE, file), 'utf8');

/** The address at which the site will be published: the root page's canonical one. */
export const base = tags(read('index.html')).find(({ name, attributes }) => name === 'link' && attributes.rel === 'canonical')?.attributes.href;
assert(base, 'the root page must have a canonical address');

const facts = new Map(files.filter((file) => file.endsWith('.html')).map((file) => [file, factsOf(read(file))]));

// What a page says of itself. Its state is the first one it mentions: that of the revision it shows.
function factsOf(html) {
  const all = tags(html);
  const first = (attribute) => all.find(({ attributes }) => attribute in attributes)?.attributes[attribute];
  return {
    language: all.find(({ name }) => name === 'html')?.attributes.lang,
    state: first('data-state'),
    translation: first('data-translation'),
    size: html.length,
  };
}

/** The site's languages: folders whose first page is in the language of their name. */
export const languages = [...facts]
  .filter(([file, { language }]) => file === `${language}/index.html`)
  .map(([, { language }]) => language);

const documents = new Set(files
  .map((file) => /^([^/]+)\/(.+)\/history\/index\.html$/.exec(file))
  .filter((match) => match && languages.includes(match[1]))
  .map((match) => match[2]));

// The kind of page at an address (product.md, section 4), null for what is none: fragments, old addresses.
function kindOf(file) {
  if (file === '404.html') return 'not found';
  if (file === 'index.html') return 'root';
  if (!file.endsWith('/index.html')) return null;
  const folder = file.slice(0, -'/index.html'.length);
  if (languages.includes(folder)) return 'home';
  if (documents.has(folder)) return 'neutral';
  const language = languages.find((each) => folder.startsWith(`${each}/`));
  return language ? kindInDocument(folder.slice(language.length + 1)) : null;
}

function kindInDocument(folder) {
  if (documents.has(folder)) return 'current';
  const document = [...documents].filter((each) => folder.startsWith(`${each}/`)).sort((a, b) => b.length - a.length)[0];
  if (!document) return null;
  const [first, second, third] = folder.slice(document.length + 1).split('/');
  if (first === 'history' || first === 'bilingual') return first;
  if (first === 'compare') return third ? `compare ${third}` : 'compare';
  return second ?? 'dated';
}

// Pages of one kind that look different: a text by its state, and whatever has a banner about its translation.
function variantOf(kind, { state, translation }) {
  const shown = kind === 'current' || kind === 'dated' ? state : null;
  return [kind, shown, translation && `translation ${translation}`].filter(Boolean).join(', ');
}

/** One page of every kind, state and language, `{ address, kind, variant, language, state, translation }`: the longest there is. */
export const pages = [...facts]
  .map(([file, fact]) => ({ file, kind: kindOf(file), ...fact }))
  .filter(({ kind, language }) => kind && language)
  .map((page) => ({ ...page, address: `/${page.file.replace(/index\.html$/, '')}`, variant: variantOf(page.kind, page) }))
  .sort((a, b) => b.size - a.size)
  .filter((page, at, all) => all.findIndex((other) => other.variant === page.variant && other.language === page.language) === at)
  .sort((a, b) => (a.file < b.file ? -1 : 1));

/** Returns the chosen pages of a kind, at most one a language: the longest. */
export function pagesOf(kind) {
  const longestFirst = pages.filter((page) => page.kind === kind).sort((a, b) => b.size - a.size);
  return longestFirst.filter((page, at) => longestFirst.findIndex(({ language }) => language === page.language) === at);
}
