// The default theme's script. Every page works without it; it keeps nothing and asks no server for anything.
//   data-k-neutral           a page whose address names no language: go on to the reader's own
//   data-k-forward           the same for the root page's list of languages
//   data-k-lang, -missing    a link to the same page in a language, and whether the text is not translated into it
//   data-k-from, -after      a sentence that is true from, or after, a day (in the site's time zone, data-k-zone)
//   data-k-permanent         where a copied link leads
//   data-k-cite              how a part of the text is cited in full: {section}, {address}
//   data-k-sections          a link to the history of all sections: lead to that of the one being read
(() => {
  'use strict';
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];

  // `/` and `/<document>/` name no language: go on to the reader's, unless the reader came from a page of this site.
  const forward = () => {
    const links = all('[data-k-forward] [data-k-lang], .k-switch [data-k-lang]');
    const own = links.find((link) => link.hasAttribute('aria-current'));
    const neutral = 'kNeutral' in root.dataset || document.querySelector('[data-k-forward]');
    const inside = document.referrer && new URL(document.referrer).origin === location.origin;
    if (!neutral || inside || location.hash === '#k-languages') return;
    const script = (tag) => {
      const { language, script } = new Intl.Locale(tag).maximize();
      return language + script;
    };
    const missing = (link) => link.hasAttribute('data-k-missing');
    for (const some of [links.filter((link) => !missing(link)), links.filter(missing)]) {
      for (const wanted of navigator.languages) {
        const best = some.find((link) => link.dataset.kLang.toLowerCase() === wanted.toLowerCase())
          || some.find((link) => script(link.dataset.kLang) === script(wanted));
        if (!best) continue;
        if (best !== own) location.replace(best.href + location.hash);
        return;
      }
    }
  };

  // A page kept open, or built before a day that has come: say which text applies now.
  const dates = () => {
    const zone = { timeZone: root.dataset.kZone, year: 'numeric', month: '2-digit', day: '2-digit' };
    const parts = new Intl.DateTimeFormat('en', { ...zone, calendar: 'gregory', numberingSystem: 'latn' }).formatToParts(new Date());
    const part = (type) => parts.find((each) => each.type === type).value;
    const today = `${part('year')}-${part('month')}-${part('day')}`;
    for (const note of all('[data-k-from], [data-k-after]')) {
      const { kFrom, kAfter } = note.dataset;
      if (kFrom ? today < kFrom : today <= kAfter) continue;
      note.hidden = false;
      if (kFrom && note.previousElementSibling) note.previousElementSibling.hidden = true;
    }
  };

  // The contents list is open on wide screens and marks the section that is being read.
  const contents = () => {
    const details = document.querySelector('.k-contents details');
    if (!details) return;
    const wide = matchMedia('(min-width: 62em)');
    const fold = () => { details.open = wide.matches; };
    wide.addEventListener('change', fold);
    fold();
    details.addEventListener('click', (event) => { if (!wide.matches && event.target.closest('a')) details.open = false; });
    const links = new Map(all('.k-contents ul a').map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
    const sections = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
    const histories = document.querySelector('[data-k-sections]');
    let marked;
    const mark = () => {
      const read = sections.filter((section) => section.getBoundingClientRect().top < innerHeight / 4).pop();
      const link = read && links.get(read.id);
      if (link === marked) return;
      marked?.removeAttribute('aria-current');
      link?.setAttribute('aria-current', 'true');
      if (histories) histories.hash = read ? `k-history-${read.id}` : 'k-sections';
      marked = link;
    };
    let waiting = false;
    addEventListener('scroll', () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; mark(); });
    }, { passive: true });
    mark();
  };

  // The sign beside a heading copies a link to it, dated where the page has a dated address.
  const permalinks = () => {
    const text = document.querySelector('[data-k-copied]');
    if (!text || !navigator.clipboard) return;
    const status = document.createElement('p');
    status.className = 'k-copied';
    status.setAttribute('role', 'status');
    text.after(status);
    let timer;
    const copy = (words, told) => navigator.clipboard.writeText(words).then(() => {
      status.textContent = told;
      clearTimeout(timer);
      timer = setTimeout(() => { status.textContent = ''; }, 2500);
    }, () => {});
    const permanent = (hash) => {
      const address = new URL(text.dataset.kPermanent || '', location.href.split('#')[0]);
      address.hash = hash;
      return address.href;
    };
    text.addEventListener('click', (event) => {
      const sign = event.target.closest('.k-permalink');
      if (sign) copy(permanent(sign.hash), text.dataset.kCopied);
      // The label of a clause leads to its permanent address; here it shows the clause and how it is cited.
      const label = event.target.closest('.k-clause > .k-label > a, .k-item > .k-marker > a');
      if (!label || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      location.hash = label.hash;
    });

    // What the address names shows how it is cited, with a button that copies that.
    let line;
    const cite = () => {
      line?.remove();
      const part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const label = part?.querySelector(':scope > .k-label > a, :scope > .k-marker > a');
      const words = part?.querySelector(':scope > .k-cite > span')?.textContent || label?.title;
      if (!words || !text.contains(part)) return;
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = text.dataset.kCiteCopy;
      button.addEventListener('click', () => copy(
        text.dataset.kCite.replace('{section}', () => words).replace('{address}', () => permanent(location.hash)),
        text.dataset.kCiteCopied,
      ));
      line = label ? document.createElement('div') : button;
      if (label) {
        line.className = 'k-cite';
        const links = [...text.querySelector('.k-cite')?.querySelectorAll('a') ?? []].map((link) => link.cloneNode(true));
        for (const link of links) link.hash = location.hash;
        line.append(words, ' ', ...links, ' ', button);
      }
      (label ? part.querySelector('.k-clause-text') || part : part.querySelector(':scope > .k-cite')).append(line);
    };
    addEventListener('hashchange', cite);
    cite();
  };

  // Stacked rows are still rows: some browsers forget what a table is when its parts are set as blocks.
  const roles = () => {
    const table = document.querySelector('.k-changes');
    if (!table) return;
    const say = (elements, role) => { for (const each of elements) each.setAttribute('role', role); };
    const rows = [...table.rows];
    const cells = rows.flatMap((row) => [...row.cells]);
    say([table], 'table');
    say([table.tHead, ...table.tBodies], 'rowgroup');
    say(rows, 'row');
    say(cells.filter((cell) => cell.tagName === 'TD'), 'cell');
    say(cells.filter((cell) => cell.scope === 'col'), 'columnheader');
    say(cells.filter((cell) => cell.scope === 'row'), 'rowheader');
  };

  // A menu closes on Escape and on a click beside it; what a link leads into is opened.
  const folds = () => {
    const menu = document.querySelector('.k-switch details');
    if (menu) {
      addEventListener('click', (event) => { if (!menu.contains(event.target)) menu.open = false; });
      menu.addEventListener('keydown', (event) => {
        if (event.key !== 'Escape') return;
        menu.open = false;
        menu.querySelector('summary').focus();
      });
    }
    const reveal = () => {
      let target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      while ((target = target?.parentElement?.closest('details'))) target.open = true;
    };
    addEventListener('hashchange', reveal);
    reveal();
  };

  for (const step of [forward, dates, contents, permalinks, roles, folds]) {
    try { step(); } catch { /* an old browser: the page works without */ }
  }
})();
