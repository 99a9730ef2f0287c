// Starts a browser of this computer and makes contexts in it: each has one person's language, theme and window. Knows no page of Latch.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { launchFirefox } from './firefox.mjs';
import { launchWebKit } from './webkit.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The first program on PATH with one of these names. */
export function onPath(...names) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // Not in this folder: try the next one.
      }
    }
  }
  return undefined;
}

/** The Chromium to use: `CHROMIUM`, else the first on PATH. */
export function browserPath() {
  const path = process.env.CHROMIUM || onPath(...NAMES);
  if (path) return path;
  throw new Error('No Chromium found. Install one (Debian: apt-get install chromium), or set CHROMIUM to its path.');
}

function launchChromium({ args, ...options }) {
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

const LAUNCH = { chromium: launchChromium, firefox: launchFirefox, webkit: launchWebKit };
export const ENGINES = Object.keys(LAUNCH);

/** `engine` is one of `ENGINES`; `options` are those of Playwright's `launch`, and `args` come after the usual ones (Chromium only). */
export async function launch({ engine = 'chromium', args = [], ...options } = {}) {
  if (!LAUNCH[engine]) throw new Error(`No engine ${engine}. There are: ${ENGINES.join(', ')}.`);
  return await LAUNCH[engine]({ args, ...options });
}

/**
 * A fresh profile. `storage` holds keys of localStorage without Latch's prefix (`{ prefs: '…' }`), which are set before the page is opened; `url` is
 * the folder they belong to.
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
    // Without items, the list stays empty: otherwise Playwright would open the origin.
    storageState: { cookies: [], origins: localStorage.length > 0 ? [{ origin, localStorage }] : [] },
    ...rest,
  });
}
