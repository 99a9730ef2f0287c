// What must be there before the first paint, written into the page by tools/finish.mjs: language, theme, and the list as it stood last, which
// boot.js kept. Holds no text.
(() => {
  'use strict';

  const page = document.documentElement;
  // Static hosts share an origin among folders; so does localStorage.
  const prefix = `latch:${location.pathname.replace(/[^/]*$/, '')}:`;

  // What a policy stops before boot.js listens.
  window.latchStopped = [];
  document.addEventListener('securitypolicyviolation', (event) => window.latchStopped.push(event));

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

  // ---- the kept screen: the list as it stood last, painted before the program comes, if what is stored is still what it shows ----

  /** Which state of the account is stored: its head, and its last commit. boot.js keeps the list with it. */
  const storedState = (window.latchState = () => {
    let head = 0;
    for (const unit of stored('head') ?? '') head = Math.imul(head ^ unit.codePointAt(0), 16777619);
    const log = `${prefix}log:`;
    const logs = storedKeys().filter((key) => key.startsWith(log));
    return `${head},${logs.reduce((last, key) => Math.max(last, Number(key.slice(log.length))), 0)}`;
  });

  const FILTER = '[data-testid=filter]';

  /** Shows what is kept, where it holds, and runs `then` when it has been painted before the program; `false` if there is nothing to show. */
  function showScreen(then) {
    const { state, until, build, address, language, css, html } = JSON.parse(stored('screen')) ?? {};
    const isSame = build === named('build') && address === location.hash && language === page.lang && state === storedState();
    // Where a network is simulated, the list waits for it.
    if (!html || !isSame || !(Date.now() < until) || network) return false;
    const style = new CSSStyleSheet();
    style.replaceSync(css);
    document.adoptedStyleSheets = [style];
    addEventListener('latch-started', () => (document.adoptedStyleSheets = []), { once: true });
    // The program reads a large account in one go: it lets the screen be painted first. In a page that nobody sees nothing is painted.
    window.latchShown = new Promise((shown) => {
      setTimeout(shown, 300);
      withFrame(() => {
        const boot = document.getElementById('boot');
        if (!boot) return shown();
        boot.innerHTML = html;
        boot.classList.add('boot--screen');
        handOver(boot.querySelector(FILTER));
        requestAnimationFrame(() =>
          setTimeout(() => {
            if (document.getElementById('boot')) then();
            shown();
          }),
        );
      });
    });
    return true;
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

  // What an account with instances needs is asked for at once, not only when the program has come; where its list is kept, after that is painted.
  try {
    if (storedKeys().some((key) => key.startsWith(prefix) && /^(head$|log:|seg:|rec:)/.test(key.slice(prefix.length)))) {
      const preload = (link) => document.head.append(Object.assign(document.createElement('link'), { rel: 'preload', ...link }));
      const ask = () => {
        preload({ as: 'fetch', crossOrigin: 'anonymous', href: named('account') });
        preload({ as: 'style', href: named('rest-of-style') });
      };
      let isShown = false;
      try {
        isShown = showScreen(ask);
      } catch {
        // It is no longer what was kept, or the browser is too old for it.
      }
      if (!isShown) ask();
    }
  } catch {
    // Storage is denied: so there is no account.
  }

  /** Runs `then` once the frame is there: before it is painted, and long before the page's scripts have come. */
  function withFrame(then) {
    const parsing = new MutationObserver(() => {
      // What stands behind it: then it is whole.
      if (!document.getElementById('app')) return;
      parsing.disconnect();
      then();
    });
    parsing.observe(page, { childList: true, subtree: true });
  }
})();
