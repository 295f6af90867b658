// Reads the start tags of the site's own HTML, which is well formed, without a browser.

const MARKUP = /<!--[\s\S]*?-->|<(script|style)\b((?:"[^"]*"|'[^']*'|[^'">])*)>[\s\S]*?<\/\1>|<([a-z][\w-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/gi;
const ATTRIBUTE = /([^\s=/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
const ENTITIES = { amp: '&', apos: "'", gt: '>', lt: '<', quot: '"' };

/** Returns the start tags of a text in order: `{ name, attributes }`, names in lower case, values decoded. */
export function tags(html) {
  return [...html.matchAll(MARKUP)]
    .filter(([, raw, , name]) => raw || name)
    .map(([, raw, rawAttributes, name, attributes]) => ({
      name: (raw ?? name).toLowerCase(),
      attributes: attributesOf(rawAttributes ?? attributes),
    }));
}

function attributesOf(text) {
  const pairs = [...text.matchAll(ATTRIBUTE)].map(([, name, ...values]) => [name.toLowerCase(), decode(values.find((value) => value !== undefined) ?? '')]);
  return Object.fromEntries(pairs);
}

function decode(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) =>
    name ? (ENTITIES[name] ?? whole) : String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal)));
}
