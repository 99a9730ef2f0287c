// The part of the page that must work without the program: the message when WebAssembly cannot start, and the dialog that saves the stored data
// after the program has crashed. It also keeps the list for the next visit. A separate file, so that it runs even on a host whose policy blocks
// inline scripts. Holds no text; see index.html.
(() => {
  'use strict';

  // The same as in first.js, which may not have run.
  const prefix = `latch:${location.pathname.replace(/[^/]*$/, '')}:`;

  function fromTemplate(id, detail, reload = () => location.reload()) {
    const part = document.getElementById(id).content.firstElementChild.cloneNode(true);
    part.querySelector('[data-detail]').textContent = detail;
    part.querySelector('[data-act=reload]').addEventListener('click', () => reload());
    return part;
  }

  const LONGEST_RETRY_MS = 3_000;
  /** Reloads the page. WebKit remembers a script that failed to load and would not request it again, so all files are fetched first. */
  async function retry() {
    const files = [...document.querySelectorAll('link[rel$=preload]')];
    const late = new Promise((done) => setTimeout(done, LONGEST_RETRY_MS));
    await Promise.race([late, Promise.allSettled(files.map(({ href }) => fetch(href, { cache: 'reload' })))]);
    location.reload();
  }

  let started = false;
  let told = false;
  addEventListener('latch-started', () => (started = true));

  function showTrouble(cause, detail) {
    if (started || told) return;
    told = true;
    const boot = document.getElementById('boot');
    if (!boot) return;
    const part = fromTemplate('boot-trouble', detail, retry);
    for (const text of part.querySelectorAll('[data-cause]')) if (text.dataset.cause !== cause) text.remove();
    boot.querySelector('main').replaceChildren(part);
    boot.removeAttribute('aria-busy');
  }

  /** Every key of this folder, raw, including what the program could not read. */
  function storedText() {
    const keys = Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith(prefix)));
    return JSON.stringify({ 'latch-raw': 1, keys });
  }

  function saveData(dialog) {
    let outcome = 'saved';
    try {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([storedText()], { type: 'application/json' }));
      link.download = `latch-data-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.json`;
      link.click();
    } catch {
      outcome = 'unreadable';
    }
    for (const text of dialog.querySelectorAll('[data-outcome]')) text.hidden = text.dataset.outcome !== outcome;
  }

  let dead = false;
  function showPanic(message) {
    if (dead) return;
    dead = true;
    const dialog = fromTemplate('boot-panic', message);
    dialog.querySelector('[data-act=save]').addEventListener('click', () => saveData(dialog));
    // The program behind the dialog no longer responds, so the dialog stays open. Not every browser knows `closedby`, hence this second way.
    dialog.addEventListener('close', () => dialog.showModal());
    document.body.append(dialog);
    dialog.showModal();
  }
  window.latchPanic = (message) => showPanic(String(message));
  window.latchMissing = (part) => showTrouble('network', String(part));

  /** Whether the program itself crashed: a trap, or a JavaScript error that interrupted it half way. */
  function endedProgram(error) {
    if (error instanceof WebAssembly.RuntimeError) return true;
    return started && /wasm-function|\.wasm\b/.test(error?.stack ?? '');
  }

  function causeOf(error) {
    if (location.protocol === 'file:') return 'file';
    const text = String(error?.message ?? error);
    if (error instanceof WebAssembly.CompileError && /Content.Security.Policy|\bCSP\b|unsafe-eval|embedder/i.test(text)) return 'policy';
    if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) return 'other';
    return /fetch|HTTP|load|network|import/i.test(text) ? 'network' : 'other';
  }

  function onFailure(error, text) {
    if (endedProgram(error)) showPanic(text);
    else showTrouble(causeOf(error), text);
  }

  // A host whose policy blocks inline style may allow the file.
  const style = document.querySelector('style[data-file]');
  if (style && !style.sheet) {
    style.after(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: style.dataset.file }));
  }
  // Not even first.js was allowed to run, so the program is not allowed either.
  if (!window.latch) {
    showTrouble('policy', 'script-src: inline');
    return;
  }
  if (typeof WebAssembly !== 'object') {
    showTrouble('unsupported', navigator.userAgent);
    return;
  }
  // A script that fails to load fires its event only on its own element, hence the capture.
  addEventListener(
    'error',
    (event) => {
      if (event.target instanceof HTMLScriptElement) {
        showTrouble(location.protocol === 'file:' ? 'file' : 'network', event.target.src || location.href);
      } else if (event.error) onFailure(event.error, event.message);
    },
    true,
  );
  addEventListener('unhandledrejection', (event) => {
    // Once the program runs, a rejected promise does not mean a crash, unless it is a trap.
    if (!started || event.reason instanceof WebAssembly.RuntimeError) onFailure(event.reason, String(event.reason));
  });
  const onStopped = (event) => {
    if (/^(script|connect)-src/.test(event.effectiveDirective) && event.disposition === 'enforce') {
      showTrouble('policy', `${event.effectiveDirective}: ${event.blockedURI}`);
    }
  };
  window.latchStopped.forEach(onStopped);
  // From now on, first.js passes further violations to `onStopped`.
  window.latchStopped = { push: onStopped };

  // ---- undoes the `<font>` elements by which some translators replace texts: the program writes to the text nodes that it made ----

  new MutationObserver((records, observer) => {
    const holdsFont = ({ addedNodes }) => [...addedNodes].some((node) => node.nodeName === 'FONT');
    const replaced = new Set(records.filter(holdsFont).map(({ target }) => target));
    if (replaced.size === 0) return;
    for (const { target, addedNodes, removedNodes, nextSibling } of records.reverse()) {
      if (!replaced.has(target)) continue;
      for (const node of addedNodes) if (node.parentNode === target) node.remove();
      const next = nextSibling?.parentNode === target ? nextSibling : null;
      for (const node of removedNodes) target.insertBefore(node, next);
    }
    observer.takeRecords();
  }).observe(document.body, { childList: true, subtree: true });

  // ---- the kept screen: the list as it looks, for first.js to paint on the next visit before the program is loaded ----

  const FILTER = '[data-testid=filter]';
  const SCROLLER = '.table-frame__scroller';
  const UNSEEN = ['style', 'tabindex', 'data-part', 'data-act', 'data-tip', 'data-tip-if', 'aria-label', 'aria-haspopup', 'focusable'];
  // The parts of a selector that depend on the momentary state.
  const MOMENT = /::?[\w-]+(\((?:[^()]|\([^()]*\))*\))?|\.table__row--selected/g;

  /** The rules, from the style sheet that is loaded later, that apply to elements in `frame`. */
  function rulesFor(frame, rules) {
    const isUsed = (selector) => {
      try {
        return frame.querySelector(selector.replace(MOMENT, '')) !== null;
      } catch {
        return true;
      }
    };
    return [...rules].reduce((css, rule) => {
      if (rule.selectorText) return isUsed(rule.selectorText) ? css + rule.cssText : css;
      const within = rule.cssRules && rulesFor(frame, rule.cssRules);
      return within ? `${css}${rule.cssText.slice(0, rule.cssText.indexOf('{'))}{${within}}` : css;
    }, '');
  }

  const named = (meta) => document.querySelector(`meta[name=${meta}]`).content;

  /** Keeps the list as it looks. It is valid until the machine's clock shows `until`, milliseconds: something is due then. */
  window.latchScreen = (until) => {
    try {
      localStorage.removeItem(`${prefix}screen`);
      const frame = document.querySelector('#app .frame');
      if (!frame?.querySelector('[data-testid=cell-id]') || document.querySelector('dialog[open]') || frame.querySelector(FILTER)?.value) return;
      const copy = frame.cloneNode(true);
      const rows = [...frame.querySelectorAll('tr[data-slot]')];
      const below = rows.filter((row) => row.getBoundingClientRect().top > innerHeight).length;
      [...copy.querySelectorAll('tr[data-slot]')].slice(rows.length - below).forEach((row) => row.remove());
      // The copy is only looked at, and only for a moment: hidden parts would only cost time to parse and lay out.
      for (const part of copy.querySelectorAll('.notices, [data-moving], [hidden], path[d=""]')) part.remove();
      if (matchMedia('(hover: hover)').matches) for (const icon of copy.querySelectorAll('.copy > svg')) icon.remove();
      const comments = document.createTreeWalker(copy, NodeFilter.SHOW_COMMENT);
      for (let comment = comments.nextNode(), next; comment; comment = next) {
        next = comments.nextNode();
        comment.remove();
      }
      for (const part of copy.querySelectorAll('*')) {
        if (!part.matches(FILTER)) for (const name of UNSEEN) part.removeAttribute(name);
        part.classList.remove('table__row--selected');
      }
      // Rows below the window are not kept, but the space of their scroll bar is.
      const { scrollHeight, clientHeight } = frame.querySelector(SCROLLER);
      copy.querySelector(SCROLLER).toggleAttribute('data-scrolls', scrollHeight > clientHeight);
      const css = `.list__table{${frame.querySelector('.list__table').style.cssText}}` + rulesFor(frame, document.querySelector(`link[rel=stylesheet][href="${named('rest-of-style')}"]`).sheet.cssRules);
      const kept = { state: window.latchState(), until, build: named('build'), address: location.hash, language: document.documentElement.lang, css, html: copy.outerHTML };
      localStorage.setItem(`${prefix}screen`, JSON.stringify(kept));
    } catch {
      // The kept screen only makes the next visit faster, so a failure is ignored.
    }
  };
})();
