// Starts the Firefox of this computer. Playwright drives it by WebDriver BiDi, which cannot set theme and motion: they are preferences of the
// browser, so each combination of them needs a browser of its own.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firefox } from 'playwright-core';
import { onPath } from './browser.mjs';
import { tellDownloads } from './downloads.mjs';

const THEMES = { dark: 0, light: 1 };

/** The Firefox to use: `FIREFOX`, else the first on PATH. */
export function firefoxPath() {
  const path = process.env.FIREFOX || onPath('firefox-esr', 'firefox');
  if (path) return path;
  throw new Error('No Firefox found. Install one (Debian: apt-get install firefox-esr), or set FIREFOX to its path.');
}

const PREFERENCES = {
  // No other host can be reached, whatever a page tries: no proxy listens on that port. This computer is reached without a proxy.
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
  'network.proxy.http_port': 9,
  'network.proxy.ssl': '127.0.0.1',
  'network.proxy.ssl_port': 9,
  // The default of Firefox: a file may not read its neighbours.
  'security.fileuri.strict_origin_policy': true,
  // A mouse (4: can hover, 2: is precise), which a test machine may not have.
  'ui.primaryPointerCapabilities': 6,
  'ui.allPointerCapabilities': 6,
};

/** Drops the command by which Playwright sets the theme of a context: this Firefox does not know it, and has the preference instead. */
function withoutTheme(browser) {
  const session = browser._connection.toImpl(browser)._browserSession;
  const send = session.send.bind(session);
  session.send = (method, params) => (method === 'emulation.setMediaFeaturesOverride' ? Promise.resolve({}) : send(method, params));
  return browser;
}

/** Replaces the selected text by another. Playwright's own method appends to the value of a number field instead. */
export const insertText = (page, text) => page.evaluate((text) => void document.execCommand('insertText', false, text), text);

export function launchFirefox({ args, ...options }) {
  const executablePath = firefoxPath();
  const browsers = new Map();
  const downloadsPath = mkdtempSync(join(tmpdir(), 'latch-firefox-'));
  const browserFor = (colorScheme, reducedMotion) => {
    const key = `${colorScheme} ${reducedMotion}`;
    if (!browsers.has(key)) {
      const firefoxUserPrefs = {
        ...PREFERENCES,
        'layout.css.prefers-color-scheme.content-override': THEMES[colorScheme],
        'ui.prefersReducedMotion': reducedMotion === 'reduce' ? 1 : 0,
      };
      browsers.set(key, firefox.launch({ ...options, channel: 'moz-firefox', executablePath, downloadsPath, firefoxUserPrefs }).then(withoutTheme));
      // A browser whose page has crashed is not used again.
      browsers.get(key).then((browser) => browser.on('disconnected', () => browsers.delete(key)), () => browsers.delete(key));
    }
    return browsers.get(key);
  };
  return {
    async newContext({ colorScheme, reducedMotion, ...rest }) {
      const context = await (await browserFor(colorScheme, reducedMotion)).newContext(rest);
      return context.on('page', (page) => {
        page._connection.toImpl(page).keyboard._raw.sendText = (progress, text) => insertText(page, text);
        tellDownloads(page, downloadsPath);
      });
    },
    async close() {
      for (const browser of browsers.values()) await (await browser).close();
    },
  };
}
