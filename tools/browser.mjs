// Starts the Chromium of this computer, and makes contexts in it: one person's language, theme and window. Knows no page.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser to use: `CHROMIUM`, else the first on PATH. */
export function browserPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // Not here: the next one.
      }
    }
  }
  throw new Error('No Chromium found. Install one (Debian: apt-get install chromium), or set CHROMIUM to its path.');
}

/** `options` are those of Playwright's `launch`; `args` come after the usual ones. */
export function launch({ args = [], ...options } = {}) {
  return chromium.launch({
    ...options,
    executablePath: browserPath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // No other host can be reached, whatever a page tries.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      ...args,
    ],
  });
}

/**
 * A fresh profile. `storage` holds keys of localStorage without Latch's prefix (`{ prefs: '…' }`), there before the page
 * is; `url` is the folder they belong to.
 */
export function newContext(browser, url, { language = 'en', theme = 'light', viewport, storage = {}, timezone, motion, ...rest } = {}) {
  const { origin, pathname } = new URL(url);
  const localStorage = Object.entries(storage).map(([key, value]) => ({ name: `latch:${pathname}:${key}`, value }));
  return browser.newContext({
    locale: language,
    colorScheme: theme,
    viewport: viewport ?? { width: 1280, height: 800 },
    timezoneId: timezone ?? 'Asia/Shanghai',
    reducedMotion: motion ? 'no-preference' : 'reduce',
    storageState: { cookies: [], origins: [{ origin, localStorage }] },
    ...rest,
  });
}
