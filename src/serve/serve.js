// Keeps a page of `kaitei serve` as the files are: loads it again where it stands when it has changed, marks what was just
// edited, swaps style sheets, shows and hides errors. The server dresses pages with it; what `build` writes never has it.
(() => {
  'use strict';
  const bar = document.querySelector('kaitei-bar');
  const root = bar?.shadowRoot;
  if (!root) return;
  const at = (selector) => root.querySelector(selector);
  const keep = (key, value) => { try { sessionStorage.setItem(key, value); } catch { /* a browser that keeps nothing */ } };
  const kept = (key) => { try { return sessionStorage.getItem(key); } catch { return null; } };

  // The day that was asked for stays while one goes from page to page: it stands in the address, so two tabs can show two days.
  const day = bar.dataset.asOf;
  if (day) {
    for (const link of document.links) {
      if (link.origin !== location.origin || link.getAttribute('href').startsWith('#')) continue;
      const url = new URL(link.href);
      url.searchParams.set('as-of', day);
      link.href = url.href;
    }
  }
  at('input')?.addEventListener('change', (event) => { if (event.target.value) event.target.form.requestSubmit(); });

  // The panel stays as it was left; the overlay can be put aside until there is something else to say.
  const panel = at('.panel');
  panel.open = kept('kaitei-panel') === 'open';
  panel.addEventListener('toggle', () => keep('kaitei-panel', panel.open ? 'open' : ''));
  const overlay = at('.overlay');
  const close = () => { overlay.hidden = true; };
  at('.close').addEventListener('click', close);
  addEventListener('keydown', (event) => { if (event.key === 'Escape') { close(); panel.open = false; } });
  const errors = at('.errors');
  let told;
  const show = (state) => {
    if (state.summary !== at('summary').textContent) at('summary').textContent = state.summary;
    if (state.panel !== show.panel) at('.lists').innerHTML = show.panel = state.panel;
    const before = told;
    told = state.overlay;
    if (told === before || (before === undefined && state.build === bar.dataset.build)) return;
    errors.innerHTML = told;
    overlay.hidden = !told;
  };

  const load = (edited) => {
    const anchors = bar.dataset.sources.split('\n').flatMap((path) => edited[path] ?? []);
    keep('kaitei-edited', JSON.stringify({ page: location.pathname, anchors }));
    location.reload();
  };
  const follow = async (state) => {
    if (state.build === bar.dataset.build) return;
    const next = Number(state.build) === Number(bar.dataset.build) + 1;
    if (next && state.styles.length && swap(state.styles)) {
      bar.dataset.build = state.build;
      return;
    }
    const answer = await fetch(location.href, { method: 'HEAD', cache: 'no-store' });
    if (answer.headers.get('x-kaitei-page') !== bar.dataset.page) load(next ? state.edited : {});
    else bar.dataset.build = state.build;
  };
  // The new sheet is there before the old one goes, so that the page is never without.
  const swap = (styles) => styles.map(([old, fresh]) => {
    const sheets = [...document.querySelectorAll('link[rel~="stylesheet"]')].filter((sheet) => new URL(sheet.href).pathname === `/${old}`);
    for (const sheet of sheets) {
      const other = sheet.cloneNode();
      other.href = `/${fresh}`;
      other.addEventListener('load', () => sheet.remove());
      sheet.after(other);
    }
    return sheets.length > 0;
  }).some(Boolean);

  let last = Promise.resolve();
  let source;
  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource('/.kaitei/live');
    source.addEventListener('message', (event) => {
      const state = JSON.parse(event.data);
      show(state);
      last = last.then(() => follow(state)).catch(() => {});
    });
  };
  const shut = () => { source?.close(); source = undefined; };
  document.addEventListener('visibilitychange', () => (document.hidden ? shut() : open()));
  addEventListener('pagehide', shut);
  addEventListener('pageshow', open);
  open();

  const edited = () => {
    const note = JSON.parse(kept('kaitei-edited') || 'null');
    keep('kaitei-edited', '');
    if (note?.page !== location.pathname) return;
    const places = note.anchors.map((anchor) => document.querySelector(`[data-anchor="${CSS.escape(anchor)}"]`) || document.getElementById(anchor)).filter(Boolean);
    if (!places.length) return;
    const box = places[0].getBoundingClientRect();
    const room = innerHeight - bar.getBoundingClientRect().height;
    const seen = box.top >= 0 && (box.bottom <= room || box.top < room / 3);
    if (!seen) places[0].scrollIntoView({ block: 'start' });
    for (const place of places) place.setAttribute('data-kaitei-edited', '');
    setTimeout(() => { for (const place of places) place.removeAttribute('data-kaitei-edited'); }, 2500);
  };
  const afterLoad = () => requestAnimationFrame(() => requestAnimationFrame(edited));
  if (document.readyState === 'complete') afterLoad();
  else addEventListener('load', afterLoad);
})();
