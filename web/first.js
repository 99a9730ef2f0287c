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

  /** The keys that hold the account, in order. */
  const accountKeys = () => storedKeys().filter((key) => key.startsWith(prefix) && /^(head$|log:|seg:|rec:)/.test(key.slice(prefix.length))).sort();

  /** A number for what is stored of the account, all of it: a list is not shown over an account that has lost or changed a part. */
  const storedState = (window.latchState = () => {
    let state = 0;
    for (const key of accountKeys()) {
      for (const text of [key, localStorage.getItem(key)]) {
        for (let place = 0; place < text.length; place += 1) state = Math.imul(state ^ text.charCodeAt(place), 16777619);
      }
    }
    return state;
  });

  const FILTER = '[data-testid=filter]';
  const CONTROLS = 'a[href], button, input';

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
        handOver(boot);
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

  /** The id of the instance in whose row a control stands. */
  const idOf = (control) => control.closest('tr[data-slot]')?.querySelector('[data-testid=cell-id]').textContent;

  /** The controls in the row of an instance, or without `id` those outside of the rows; as far as boot.js keeps them. */
  const controlsOf = (frame, id) =>
    [...frame.querySelectorAll(CONTROLS)].filter((control) => !control.closest('.notices, [data-moving], [hidden]') && idOf(control) === id);

  /** What is typed, focused and pressed in the kept screen is so in the program's, as soon as that is there. */
  function handOver(boot) {
    let focused;
    let pressed;
    const placeOf = ({ target }) => {
      const control = boot.contains(target) && target.closest(CONTROLS);
      if (!control) return undefined;
      const id = idOf(control);
      return { id, at: controlsOf(boot.querySelector('.frame'), id).indexOf(control) };
    };
    const follow = (event) => (focused = placeOf(event));
    const press = (event) => {
      if (event.target.closest(FILTER)) return;
      event.preventDefault();
      pressed = placeOf(event);
    };
    addEventListener('focusin', follow);
    boot.addEventListener('click', press);
    const started = () => {
      removeEventListener('focusin', follow);
      const frame = document.querySelector('#app .frame');
      if (!frame) return;
      const twin = (place) => place && controlsOf(frame, place.id)[place.at];
      const typed = boot.querySelector(FILTER)?.value;
      const search = frame.querySelector(FILTER);
      if (typed && search) {
        search.value = typed;
        search.dispatchEvent(new Event('input', { bubbles: true }));
      }
      twin(focused)?.focus();
      // The rows are there in the next frame.
      requestAnimationFrame(() => {
        if (focused?.id) twin(focused)?.focus();
        twin(pressed)?.click();
      });
    };
    addEventListener('latch-started', started, { once: true });
  }

  // What an account with instances needs is asked for at once, not only when the program has come; where its list is kept, after that is painted.
  try {
    if (accountKeys().length > 0) {
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
