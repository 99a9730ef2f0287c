// The part of the page that must work without the program: what to say when WebAssembly cannot start, and the way to save one's data after
// the program died. A file of its own: a host whose policy stops inline scripts must not silence it. Holds no text; see index.html.
(() => {
  'use strict';

  // As in first.js, which may not have run.
  const prefix = `latch:${location.pathname.replace(/[^/]*$/, '')}:`;

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
    const boot = document.getElementById('boot');
    if (!boot) return;
    const part = fromTemplate('boot-trouble', detail);
    for (const text of part.querySelectorAll('[data-cause]')) if (text.dataset.cause !== cause) text.remove();
    boot.querySelector('main').replaceChildren(part);
    boot.removeAttribute('aria-busy');
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
    const dialog = fromTemplate('boot-panic', message);
    dialog.querySelector('[data-act=save]').addEventListener('click', () => saveData(dialog));
    // The program behind it no longer answers: there is nothing to go back to. `closedby` is young, hence the second way.
    dialog.addEventListener('close', () => dialog.showModal());
    document.body.append(dialog);
    dialog.showModal();
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

  // A host whose policy stops inline style may allow the file.
  const style = document.querySelector('style[data-file]');
  if (style && !style.sheet) {
    style.after(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: style.dataset.file }));
  }
  // Not even first.js was allowed to run, so the program is not.
  if (!window.latch) {
    showTrouble('policy', 'script-src: inline');
    return;
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
  const onStopped = (event) => {
    if (/^(script|connect)-src/.test(event.effectiveDirective) && event.disposition === 'enforce') {
      showTrouble('policy', `${event.effectiveDirective}: ${event.blockedURI}`);
    }
  };
  window.latchStopped.forEach(onStopped);
  // first.js goes on listening.
  window.latchStopped = { push: onStopped };
})();
