// The part of the page that must work without the program: language and theme before the first paint, what to say when
// WebAssembly cannot start, and the way to save one's data after the program died. Holds no text; see index.html.
(() => {
  'use strict';

  const page = document.documentElement;
  // Static hosts share an origin among folders; so does localStorage.
  const prefix = `latch:${location.pathname.replace(/[^/]*$/, '')}:`;

  // Scripts can wait for the bridge from the first moment on; the program puts its methods here when it comes.
  // Whoever looks at `ready` wants all of it: an account that has nothing yet is otherwise shown without its engine.
  const ready = new Promise((settle) => addEventListener('latch-ready', () => settle(), { once: true }));
  window.latch = {
    get ready() {
      if (!this.wanted) {
        Object.defineProperty(this, 'wanted', { value: true });
        dispatchEvent(new Event('latch-wanted'));
      }
      return ready;
    },
  };

  function storedPreferences() {
    try {
      return JSON.parse(localStorage.getItem(`${prefix}prefs`)) ?? {};
    } catch {
      return {};
    }
  }

  function preferredLanguage() {
    for (const tag of navigator.languages ?? []) {
      if (/^zh/i.test(tag)) return 'zh-CN';
      if (/^en/i.test(tag)) return 'en';
    }
    return 'en';
  }

  const { language, theme, network } = storedPreferences();
  page.lang = ['en', 'zh-CN'].includes(language) ? language : preferredLanguage();
  // Without the attribute the page follows the system.
  if (theme === 'light' || theme === 'dark') page.dataset.theme = theme;

  const stored = (name) => localStorage.getItem(prefix + name);
  const storedKeys = () => Array.from({ length: localStorage.length }, (_, place) => localStorage.key(place));
  const named = (meta) => document.querySelector(`meta[name=${meta}]`)?.content;

  function addLink(properties) {
    const link = Object.assign(document.createElement('link'), properties);
    if (properties.href) document.head.append(link);
    return link;
  }

  // ---- the kept screen: the list as it stood last, painted before the program comes, if what is stored is still what it shows ----

  /** Which state of the account is stored: its head, and its last commit. */
  function storedState() {
    let head = 0;
    for (const unit of stored('head') ?? '') head = Math.imul(head ^ unit.codePointAt(0), 16777619);
    const log = `${prefix}log:`;
    const logs = storedKeys().filter((key) => key.startsWith(log));
    return `${head},${logs.reduce((last, key) => Math.max(last, Number(key.slice(log.length))), 0)}`;
  }

  const FILTER = '[data-testid=filter]';
  const UNSEEN = ['style', 'tabindex', 'data-part', 'data-act', 'data-tip', 'data-tip-if', 'aria-label', 'aria-haspopup', 'focusable'];

  /** Keeps the list as it stands. It holds until the machine's clock shows `until`, milliseconds: something falls due then. */
  window.latchScreen = (until) => {
    try {
      localStorage.removeItem(`${prefix}screen`);
      const frame = document.querySelector('#app .frame');
      if (!frame?.querySelector('[data-testid=cell-id]') || document.querySelector('dialog[open]') || frame.querySelector(FILTER)?.value) return;
      const copy = frame.cloneNode(true);
      const rows = [...frame.querySelectorAll('tr[data-slot]')];
      const below = rows.filter((row) => row.getBoundingClientRect().top > innerHeight).length;
      [...copy.querySelectorAll('tr[data-slot]')].slice(rows.length - below).forEach((row) => row.remove());
      // It is to be seen only, and soon: what does not show would only be read and laid out again.
      for (const part of copy.querySelectorAll('.notices, [data-moving], [hidden], path[d=""]')) part.remove();
      if (matchMedia('(hover: hover)').matches) for (const icon of copy.querySelectorAll('.copy > svg')) icon.remove();
      const comments = document.createTreeWalker(copy, NodeFilter.SHOW_COMMENT);
      for (let comment = comments.nextNode(), next; comment; comment = next) {
        next = comments.nextNode();
        comment.remove();
      }
      for (const part of copy.querySelectorAll('*')) {
        const isFilter = part.matches(FILTER);
        // Only what is typed can be handed over to the program; whatever else could be pressed would be lost.
        if (part.matches('a, button, input, select, [tabindex]')) part.inert = !isFilter;
        if (!isFilter) for (const name of UNSEEN) part.removeAttribute(name);
        part.classList.remove('table__row--selected');
      }
      const kept = { state: storedState(), until, build: named('account'), address: location.hash, language: page.lang, html: copy.outerHTML };
      localStorage.setItem(`${prefix}screen`, JSON.stringify(kept));
    } catch {
      // It would only have been the quicker for it.
    }
  };

  function showScreen() {
    const { state, until, build, address, language, html } = JSON.parse(stored('screen')) ?? {};
    const isSame = build === named('account') && address === location.hash && language === page.lang && state === storedState();
    // Where a network is simulated, the list waits for it.
    if (!html || !isSame || !(Date.now() < until) || network) return;
    const style = addLink({ rel: 'stylesheet', href: named('rest-of-style') });
    // The program reads a large account in one go: it lets the screen be painted first. In a page that nobody sees nothing is painted.
    window.latchShown = new Promise((shown) => {
      setTimeout(shown, 300);
      style.onerror = () => shown();
      style.onload = () => {
        document.querySelector('meta[name=rest-of-style]').remove();
        withFrame(() => {
          const boot = document.getElementById('boot');
          // What is wrong must not be written over.
          if (!boot || told) return shown();
          boot.innerHTML = html;
          boot.classList.add('boot--screen');
          handOver(boot.querySelector(FILTER));
          requestAnimationFrame(() => setTimeout(shown));
        });
      };
    });
  }

  /** What is typed into the kept screen's search goes on in the program's. */
  function handOver(early) {
    if (!early) return;
    let isFocused = false;
    const follow = ({ target }) => (isFocused = target === early);
    addEventListener('focusin', follow);
    const started = () => {
      removeEventListener('focusin', follow);
      const search = document.querySelector(`#app ${FILTER}`);
      if (!search) return;
      if (isFocused) search.focus();
      if (early.value === '') return;
      search.value = early.value;
      search.dispatchEvent(new Event('input', { bubbles: true }));
    };
    addEventListener('latch-started', started, { once: true });
  }

  // What an account with instances needs is asked for at once, not only when the program has come.
  try {
    if (storedKeys().some((key) => key.startsWith(prefix) && /^(head$|log:|seg:|rec:)/.test(key.slice(prefix.length)))) {
      addLink({ rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href: named('account') });
      addLink({ rel: 'preload', as: 'style', href: named('rest-of-style') });
      showScreen();
    }
  } catch {
    // Storage is denied: so there is no account.
  }

  /** Runs `then` once the frame is there: before it is painted, and long before the page's scripts have come. */
  function withFrame(then) {
    // What stands behind it: then it is whole.
    const isThere = () => document.getElementById('app');
    if (isThere()) return then();
    const parsing = new MutationObserver(() => {
      if (!isThere()) return;
      parsing.disconnect();
      then();
    });
    parsing.observe(page, { childList: true, subtree: true });
  }

  /** Runs `then` once the body is there. Scripts of the head can fail before it is. */
  function withBody(then) {
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', then, { once: true });
    else then();
  }

  function fromTemplate(id, detail) {
    const part = document.getElementById(id).content.firstElementChild.cloneNode(true);
    part.querySelector('[data-detail]').textContent = detail;
    part.querySelector('[data-act=reload]').addEventListener('click', () => location.reload());
    return part;
  }

  let started = false;
  let told = false;
  addEventListener('latch-started', () => (started = true));

  function showTrouble(cause, detail) {
    if (started || told) return;
    told = true;
    withBody(() => {
      const boot = document.getElementById('boot');
      if (!boot) return;
      const part = fromTemplate('boot-trouble', detail);
      for (const text of part.querySelectorAll('[data-cause]')) if (text.dataset.cause !== cause) text.remove();
      boot.querySelector('main').replaceChildren(part);
      boot.removeAttribute('aria-busy');
    });
  }

  /** Every key of this folder, raw: whatever the program could not read is in it too. */
  function storedText() {
    const keys = {};
    for (let n = 0; n < localStorage.length; n += 1) {
      const key = localStorage.key(n);
      if (key.startsWith(prefix)) keys[key] = localStorage.getItem(key);
    }
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
    withBody(() => {
      const dialog = fromTemplate('boot-panic', message);
      dialog.querySelector('[data-act=save]').addEventListener('click', () => saveData(dialog));
      // The program behind it no longer answers: there is nothing to go back to. `closedby` is young, hence the second way.
      dialog.addEventListener('close', () => dialog.showModal());
      document.body.append(dialog);
      dialog.showModal();
    });
  }
  window.latchPanic = (message) => showPanic(String(message));
  window.latchMissing = (part) => showTrouble('network', String(part));

  /** Whether the program itself ended: a trap, or a JavaScript error that went through it and left it half way. */
  function endedProgram(error) {
    if (error instanceof WebAssembly.RuntimeError) return true;
    return started && /wasm-function|\.wasm\b/.test(error?.stack ?? '');
  }

  function causeOf(error) {
    if (location.protocol === 'file:') return 'file';
    const text = String(error?.message ?? error);
    if (error instanceof WebAssembly.CompileError && /Content.Security.Policy|unsafe-eval|embedder/i.test(text)) return 'policy';
    if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) return 'other';
    return /fetch|HTTP|load|network|import/i.test(text) ? 'network' : 'other';
  }

  function onFailure(error, text) {
    if (endedProgram(error)) showPanic(text);
    else showTrouble(causeOf(error), text);
  }

  if (typeof WebAssembly !== 'object') {
    showTrouble('unsupported', navigator.userAgent);
    return;
  }
  // A script that does not arrive reports to its own element only, hence the capture.
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
    // Once the program runs, a rejected promise is not its end unless it trapped.
    if (!started || event.reason instanceof WebAssembly.RuntimeError) onFailure(event.reason, String(event.reason));
  });
  document.addEventListener('securitypolicyviolation', (event) => {
    if (/^(script|connect)-src/.test(event.effectiveDirective) && event.disposition === 'enforce') {
      showTrouble('policy', `${event.effectiveDirective}: ${event.blockedURI}`);
    }
  });
})();
