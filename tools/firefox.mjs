// Starts the Firefox of this computer. Playwright drives it by WebDriver BiDi, which has no word for theme and motion: they are preferences
// of the browser, so each pair of them is a browser of its own.
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
  // No other host can be reached, whatever a page tries: there is no such proxy. This computer is reached without.
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
  'network.proxy.http_port': 9,
  'network.proxy.ssl': '127.0.0.1',
  'network.proxy.ssl_port': 9,
  // As everybody has it: a file may not read its neighbours.
  'security.fileuri.strict_origin_policy': true,
  // A mouse (4: hovers, 2: is exact), which a computer that only tests may not have.
  'ui.primaryPointerCapabilities': 6,
  'ui.allPointerCapabilities': 6,
};

/** Playwright tells every context its theme, in a command that this Firefox does not know yet: it has the preference. */
function withoutTheme(browser) {
  const session = browser._connection.toImpl(browser)._browserSession;
  const send = session.send.bind(session);
  session.send = (method, params) => (method === 'emulation.setMediaFeaturesOverride' ? Promise.resolve({}) : send(method, params));
  return browser;
}

/** Puts a text in the place of what is selected. Playwright's own way writes it behind what a field of numbers has. */
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
      // One whose page has crashed is no use any more.
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
