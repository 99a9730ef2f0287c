// Everything that must be there before the first paint, inlined into the page by tools/finish.mjs: language, theme, and the list as it last looked,
// which boot.js kept. Holds no text.
(() => {
  'use strict';

  const page = document.documentElement;
  // Static hosts share an origin, and therefore localStorage, among folders.
  const prefix = `latch:${location.pathname.replace(/[^/]*$/, '')}:`;

  // Collects policy violations that happen before boot.js listens.
  window.latchStopped = [];
  document.addEventListener('securitypolicyviolation', (event) => window.latchStopped.push(event));

  // Scripts can await the bridge from the start; the program adds its methods to this object when it is loaded. Reading `ready` requests the whole
  // program, since an empty account is otherwise shown without the engine.
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

  const languages = page.dataset.languages.split(' ');
  function preferredLanguage() {
    const firstPart = (tag) => tag.split('-')[0].toLowerCase();
    for (const tag of navigator.languages ?? []) {
      const same = languages.find((language) => firstPart(language) === firstPart(tag));
      if (same) return same;
    }
    return 'en';
  }

  const { language, theme, network } = storedPreferences();
  page.lang = languages.includes(language) ? language : preferredLanguage();
  // Without the attribute the page follows the system.
  if (theme === 'light' || theme === 'dark') page.dataset.theme = theme;

  const stored = (name) => localStorage.getItem(prefix + name);
  const storedKeys = () => Array.from({ length: localStorage.length }, (_, place) => localStorage.key(place));
  const named = (meta) => document.querySelector(`meta[name=${meta}]`)?.content;

  // ---- the kept screen: the list as it last looked, painted before the program is loaded, if the stored data is still what it shows ----

  /** The keys that hold the account, in order. */
  const accountKeys = () => storedKeys().filter((key) => key.startsWith(prefix) && /^(head$|log:|seg:|rec:)/.test(key.slice(prefix.length))).sort();

  /** A hash of all stored data of the account: the list is not shown over an account that has lost or changed any part. */
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

  /** Shows the kept screen if it is valid, and calls `then` when it was painted before the program; `false` if there is nothing to show. */
  function showScreen(then) {
    const { state, until, build, address, language, css, html } = JSON.parse(stored('screen')) ?? {};
    const isSame = build === named('build') && address === location.hash && language === page.lang && state === storedState();
    // With a simulated network, the list waits for that network.
    if (!html || !isSame || !(Date.now() < until) || network) return false;
    const style = new CSSStyleSheet();
    style.replaceSync(css);
    document.adoptedStyleSheets = [style];
    addEventListener('latch-started', () => (document.adoptedStyleSheets = []), { once: true });
    // The program reads a large account in one go, so it waits until the screen has been painted. A hidden page paints nothing, hence the timeout.
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

  /** The id of the instance whose row contains a control. */
  const idOf = (control) => control.closest('tr[data-slot]')?.querySelector('[data-testid=cell-id]').textContent;

  /** The controls in the row of an instance, or, without `id`, those outside of the rows; only controls that boot.js keeps. */
  const controlsOf = (frame, id) =>
    [...frame.querySelectorAll(CONTROLS)].filter((control) => !control.closest('.notices, [data-moving], [hidden]') && idOf(control) === id);

  /** Shows a row of the kept screen as selected, after its box was ticked. The program later shows the same. */
  function showTick(boot, box) {
    box.closest('tr').classList.toggle('table__row--selected', box.checked);
    const counted = (name) => boot.querySelector(`[data-testid=count-${name}]`);
    const ticked = boot.querySelectorAll('tbody :checked').length;
    const isAll = counted('shown').textContent.replace(/\D/g, '') === String(ticked);
    Object.assign(boot.querySelector('thead input'), { checked: isAll, indeterminate: ticked > 0 && !isAll });
    const count = counted('selected');
    count.textContent = count.textContent.replace(/\d+/, ticked);
    boot.querySelector('.list__selected strong').textContent = count.textContent;
  }

  /** Repeats in the program's list what was typed, focused and pressed (in this order) in the kept screen, as soon as the program runs. */
  function handOver(boot) {
    let focused;
    const presses = [];
    const placeOf = ({ target }) => {
      const control = boot.contains(target) && target.closest(CONTROLS);
      if (!control) return undefined;
      const id = idOf(control);
      return { id, at: controlsOf(boot.querySelector('.frame'), id).indexOf(control) };
    };
    const follow = (event) => (focused = placeOf(event));
    const press = (event) => {
      const { target, shiftKey } = event;
      if (target.closest(FILTER)) return;
      const place = placeOf(event);
      const isTick = target.matches('tbody input');
      const last = presses.at(-1);
      // A repeated press of the same button counts once: the person pressed it again because nothing happened.
      if (place && (isTick || last?.id !== place.id || last.at !== place.at)) presses.push({ ...place, shiftKey });
      if (isTick && !shiftKey) showTick(boot, target);
      else event.preventDefault();
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
      if (typed && search) search.value = typed;
      twin(focused)?.focus();
      // The rows are rendered in the next frame.
      requestAnimationFrame(() => {
        if (focused?.id) twin(focused)?.focus();
        for (const place of presses) twin(place)?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: place.shiftKey }));
        if (!typed || !search) return;
        // Last, because the search may hide rows that were ticked. The program has shown its own search meanwhile, an empty one.
        search.value ||= typed;
        search.dispatchEvent(new Event('input', { bubbles: true }));
      });
    };
    addEventListener('latch-started', started, { once: true });
  }

  // The files for an account with instances are requested at once, not only by the program; if its list is kept, after that is painted.
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
        // The kept data has another shape, or the browser is too old for it.
      }
      if (!isShown) ask();
    }
  } catch {
    // Storage is denied, so there is no account.
  }

  /** Calls `then` once the frame is parsed: before it is painted, and long before the page's scripts are loaded. */
  function withFrame(then) {
    const parsing = new MutationObserver(() => {
      // `#app` follows the frame, so the frame is complete.
      if (!document.getElementById('app')) return;
      parsing.disconnect();
      then();
    });
    parsing.observe(page, { childList: true, subtree: true });
  }
})();
