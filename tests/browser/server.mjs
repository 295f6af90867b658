// Serves a built site as a plain static host does: files by their addresses, `index.html` for folders, `404.html` for
// what is not there. The policy it sends is the one that the default theme promises to keep.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
};

/** Returns the status, headers and body for a path below the site's root. `base` is the site's own public origin. */
export async function answer(site, base, path) {
  const file = decodeURIComponent(path).replace(/\/$/, '/index.html');
  const found = await readFile(join(site, file)).then((body) => ({ status: 200, file, body }), () => null);
  const { status, body, file: served } = found ?? { status: 404, file: '404.html', body: await readFile(join(site, '404.html')) };
  const own = `'self' ${base}`;
  return {
    status,
    headers: {
      'content-type': TYPES[extname(served)] ?? 'application/octet-stream',
      'content-security-policy': `default-src 'none'; style-src ${own}; script-src ${own}; img-src ${own}`,
    },
    body,
  };
}

/** Starts a server on a free port of the loopback; returns its origin and what stops it. */
export async function serve(site, base) {
  const server = createServer(async (request, response) => {
    const { status, headers, body } = await answer(site, base, new URL(request.url, 'http://site').pathname);
    response.writeHead(status, headers).end(body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { origin: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}
