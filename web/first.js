// What must be there before the first paint, written into the page by tools/finish.mjs: language, theme, and the list as it stood last,
// which is kept here too.
// Holds no text.
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
  // What of a selector depends on the moment.
  const PSEUDO = /::?[\w-]+(\((?:[^()]|\([^()]*\))*\))?/g;

  /** The rules for what stands in `frame`, of the style sheet that comes later. */
  function rulesFor(frame, rules) {
    const isUsed = (selector) => {
      try {
        return frame.querySelector(selector.replace(PSEUDO, '')) !== null;
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
      const css = rulesFor(frame, document.querySelector(`link[rel=stylesheet][href="${named('rest-of-style')}"]`).sheet.cssRules);
      const kept = { state: storedState(), until, build: named('build'), address: location.hash, language: page.lang, css, html: copy.outerHTML };
      localStorage.setItem(`${prefix}screen`, JSON.stringify(kept));
    } catch {
      // It would only have been the quicker for it.
    }
  };

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
