// The base of every journey: the build served from a sub-folder by a plain file server, one browser per file, and pages that fail their test after a
// hidden problem: an error in the console, an uncaught error, a request to another host.
import { mkdir } from 'node:fs/promises';
import { after, before } from 'node:test';
import { launch, newContext } from '../tools/browser.mjs';
import { serve } from '../tools/serve.mjs';

export const DIST = process.env.LATCH_DIST ?? 'dist';
/** The engine that the journeys run in. */
export const ENGINE = process.env.ENGINE || 'chromium';
export const FOLDER = '/some/folder/';
/** The slower browsers get more time: two of them at once share the machine. */
const TIMEOUT_MS = ENGINE === 'chromium' ? 20_000 : 60_000;

/** Whether WebKit only reports a part that was still loading when its page was left. */
const isLeft = (text) => ENGINE === 'webkit' && /(Load failed|due to access control checks)[^]*__wasm_split/.test(text);

/** Collects problems that a person would not see but that must not happen. `allow` lists those that a test provokes on purpose. */
function watch(context, origin, allow) {
  const problems = [];
  const note = (text) => allow.some((pattern) => pattern.test(text)) || problems.push(text);
  context.on('console', (message) => {
    // A breach of the Content-Security-Policy is reported here too.
    if (isLeft(`${message.text()} ${message.location().url}`)) return;
    if (message.type() === 'error') note(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (event) => {
    const text = String(event.error().stack ?? event.error());
    if (!isLeft(text)) note(`uncaught: ${text}`);
  });
  context.on('request', (request) => {
    if (!['data:', 'blob:'].includes(new URL(request.url()).protocol) && new URL(request.url()).origin !== origin) {
      note(`request to another host: ${request.url()}`);
    }
  });
  context.on('page', (page) => page.on('crash', () => note('the page crashed')));
  return problems;
}

/**
 * Serves the build for the tests of this file, by `start` if a plain server is not enough, in a browser with those `args`. Call it once, at the top;
 * everything else depends on what it returns.
 */
export function site({ start = () => serve({ dir: DIST, base: FOLDER }), args } = {}) {
  let server;
  let browser;
  before(async () => {
    server = await start();
    browser = await launch({ engine: ENGINE, args });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const url = (hash = '') => server.url + hash;

  /**
   * One person: a fresh profile, `options` as in `newContext` of tools/browser.mjs, and `allow`. Further tabs of the same person are
   * `context.newPage()`. When the test ends, the profile is closed and its problems are reported.
   */
  async function newPerson(t, { allow = [], ...options } = {}) {
    const context = await newContext(browser, server.url, options);
    context.setDefaultTimeout(TIMEOUT_MS);
    const problems = watch(context, new URL(server.url).origin, allow);
    t.after(async () => {
      if (!t.passed) await picture(context, t.fullName ?? t.name);
      await context.close();
      if (problems.length > 0) throw new Error(`Went wrong behind the page:\n${problems.join('\n')}`);
    });
    return context;
  }

  /** A new person's page at `hash`, ready to use unless `ready: false`. `prepare(page)` runs before it is loaded. */
  async function newPage(t, { hash = '', ready = true, prepare, ...options } = {}) {
    const context = await newPerson(t, options);
    const page = await context.newPage();
    await prepare?.(page);
    await page.goto(url(hash));
    if (ready) await whenReady(page);
    return page;
  }

  return { url, newPerson, newPage };
}

/** Waits until the program runs and has read what is stored. */
export async function whenReady(page) {
  await page.waitForFunction(() => window.latch?.ready !== undefined);
  await page.evaluate(() => window.latch.ready);
}

async function picture(context, name) {
  await mkdir('test-results', { recursive: true });
  for (const [n, page] of context.pages().entries()) {
    const path = `test-results/${name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 120)}-${n}.png`;
    // The failure itself matters more than its picture.
    await page.screenshot({ path, timeout: 5_000 }).then(() => console.error(`picture: ${path}`), () => {});
  }
}
