// Starts the WebKit of this computer (WebKitGTK's MiniBrowser) on a virtual screen, and makes contexts in it that behave as Playwright's do:
// Playwright drives each page through the inspector; mouse and keyboard are those of the screen. Knows no page of Latch.
import { spawn, spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { webkit } from 'playwright-core';
import { tellDownloads } from './downloads.mjs';
import { PAGE_HEADER, pageIds, startBridge } from './webkit/bridge.mjs';
import { Screen, giveInput } from './webkit/input.mjs';

const WAIT_MS = 20;
const LONGEST_START_MS = 30_000;
const WINDOW = { width: 1280, height: 800 };

export function webkitPath() {
  if (process.env.MINIBROWSER) return process.env.MINIBROWSER;
  for (const { name } of readdirSync('/usr/lib', { withFileTypes: true }).filter((one) => one.isDirectory())) {
    const path = `/usr/lib/${name}/webkit2gtk-4.1/MiniBrowser`;
    if (existsSync(path)) return path;
  }
  throw new Error('No WebKit found. Install it (Debian: apt-get install libwebkit2gtk-4.1-0 xvfb xdotool), or set MINIBROWSER to its path.');
}

/** Calls `ask` until it returns a truthy answer. */
async function until(ask, what) {
  const late = Date.now() + LONGEST_START_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (Date.now() > late) throw new Error(`WebKit: ${what} did not come.`);
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** `-r`: a held key does not repeat, however slow the machine is. */
function startScreen() {
  const server = start('Xvfb', ['-displayfd', '3', '-r', '-screen', '0', '2600x1700x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.stdio[3].once('data', (number) => resolve({ server, display: `:${String(number).trim()}` }));
  });
}

let isWatched = false;

export async function launchWebKit() {
  const path = webkitPath();
  if (!isWatched) watchEnd();
  isWatched = true;
  const { server, display } = await startScreen();
  const contexts = new Set();
  return {
    async newContext(options) {
      const context = new Context(path, display, options);
      context.browser = () => this;
      contexts.add(context);
      context.once('close', () => contexts.delete(context));
      await context.start();
      return context;
    },
    async close() {
      await Promise.all([...contexts].map((context) => context.close()));
      end(server);
    },
  };
}

/** Processes to end when this program ends. */
const children = new Set();

function watchEnd() {
  process.on('exit', () => children.forEach(end));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
}

/** Starts a process in a group of its own, together with the processes that it starts. */
function start(program, args, options) {
  const child = spawn(program, args, { ...options, detached: true });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

function end(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** Runs in each page first: this browser takes its language from the system, which has none of those tested. */
function speak(language) {
  Object.defineProperty(Navigator.prototype, 'language', { configurable: true, get: () => language });
  Object.defineProperty(Navigator.prototype, 'languages', { configurable: true, get: () => [language] });
}

/** One person: a browser of its own, with a fresh profile. */
class Context extends EventEmitter {
  constructor(path, display, { locale = 'en', timezoneId = 'Asia/Shanghai', viewport = WINDOW, colorScheme, reducedMotion, storageState, ...rest } = {}) {
    super();
    const unknown = Object.keys(rest).filter((name) => rest[name] !== undefined);
    if (unknown.length > 0) throw new Error(`WebKit: no ${unknown.join(', ')} here.`);
    Object.assign(this, { path, display, locale, timezoneId, viewport, media: { colorScheme, reducedMotion }, storage: storageState?.origins ?? [] });
    // Playwright's pages read their base address here.
    this._options = {};
    this.prepared = [];
    this.open = [];
    this.connected = [];
    this.timeout = undefined;
  }

  async start() {
    this.home = mkdtempSync(join(tmpdir(), 'latch-webkit-'));
    this.downloads = join(this.home, 'downloads');
    mkdirSync(this.downloads);
    writeFileSync(join(this.home, 'user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${this.downloads}"\n`);
    const port = await freePort();
    const env = {
      ...process.env, DISPLAY: this.display, WEBKIT_INSPECTOR_HTTP_SERVER: `127.0.0.1:${port}`, TZ: this.timezoneId, HOME: this.home, XDG_CONFIG_HOME: this.home, XDG_DATA_HOME: join(this.home, 'data'),
      XDG_CACHE_HOME: join(this.home, 'cache'), NO_AT_BRIDGE: '1', GSETTINGS_BACKEND: 'memory', GIO_USE_VFS: 'local',
    };
    this.program = start(this.path, ['--proxy=http://127.0.0.1:9', '--ignore-host=127.0.0.1', '--javascript-can-open-windows-automatically=true', 'about:blank'], { env, stdio: 'ignore' });
    this.port = port;
    this.screen = await Screen.open(this.display, LONGEST_START_MS);
    if (!this.screen) throw new Error('WebKit: xdotool could not connect to the screen.');
    const ids = await until(async () => {
      const ids = await pageIds(port).catch(() => []);
      return ids.length > 0 && ids;
    }, 'the first window');
    this.bridge = await startBridge(port);
    this.known = new Set(ids);
    // The first window opens the others: a window opened by a script has no bars, and a script can close it.
    this.first = await this.#connect(ids[0]);
    this.windows = new Set(this.#windows());
    await this.#seed();
  }

  #windows() {
    const { stdout } = spawnSync('xdotool', ['search', '--onlyvisible', '--pid', String(this.program.pid)], { env: { ...process.env, DISPLAY: this.display } });
    return String(stdout).split('\n').filter(Boolean);
  }

  async #connect(id) {
    const browser = await webkit.connectOverCDP(this.bridge.url, { headers: { [PAGE_HEADER]: id } });
    this.connected.push(browser);
    const [context] = browser.contexts();
    return { browser, context, page: context.pages()[0] };
  }

  /** Fills localStorage before any page is opened. */
  async #seed() {
    for (const { origin, localStorage: items } of this.storage.filter(({ localStorage }) => localStorage.length > 0)) {
      const page = await this.#window();
      await page.route(`${origin}/seed`, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
      await page.goto(`${origin}/seed`);
      await page.evaluate((items) => items.forEach(({ name, value }) => localStorage.setItem(name, value)), items);
      await page.close();
    }
  }

  async newPage() {
    const page = await this.#window();
    for (const prepare of this.prepared) await prepare(page);
    this.emit('page', page);
    return page;
  }

  /** Another window of this browser. */
  async #window() {
    const { width, height } = this.viewport;
    await this.first.page.evaluate((features) => void open('about:blank', '_blank', features), `popup,noopener,width=${width},height=${height}`);
    const id = await until(async () => (await pageIds(this.port)).find((id) => !this.known.has(id)), 'a window');
    this.known.add(id);
    const one = await this.#connect(`new/${id}`);
    const window = await until(() => this.#windows().find((window) => !this.windows.has(window)), 'a window on the screen');
    this.windows.add(window);
    return await this.#adopt(one, window);
  }

  async #adopt({ browser, context, page }, window) {
    giveInput(page, page._connection.toImpl(page), this.screen, { window, height: this.viewport.height });
    await page.addInitScript(speak, this.locale);
    await page.emulateMedia(this.media);
    this.screen.show(window);
    if (this.timeout) page.setDefaultTimeout(this.timeout);
    for (const event of ['console', 'weberror', 'request']) context.on(event, (...news) => this.emit(event, ...news));
    const close = page.close.bind(page);
    const goto = page.goto.bind(page);
    const one = { browser, page };
    this.open.push(one);
    page.context = () => this;
    page.close = async () => {
      this.open = this.open.filter((other) => other !== one);
      const before = await pageIds(this.port);
      await close();
      await browser.close();
      await until(async () => (await pageIds(this.port)).length < before.length, 'the end of a window');
      this.screen.shown = null;
    };
    // A change of the hash loads no document, so Playwright's `goto` would wait for another one.
    const [whole, part] = [(url) => url.split('#')[0], (url) => url.split('#')[1] ?? ''];
    page.goto = async (url, how) => {
      const now = page.url();
      if (!part(url) || whole(url) !== whole(now) || part(url) === part(now)) return await goto(url, how);
      await page.evaluate((url) => void (location.href = url), url);
      return null;
    };
    tellDownloads(page, this.downloads);
    return page;
  }

  pages() {
    return this.open.map(({ page }) => page);
  }

  setDefaultTimeout(milliseconds) {
    this.timeout = milliseconds;
    for (const page of this.pages()) page.setDefaultTimeout(milliseconds);
  }

  async #prepare(prepare) {
    this.prepared.push(prepare);
    for (const page of this.pages()) await prepare(page);
  }

  addInitScript(...script) {
    return this.#prepare((page) => page.addInitScript(...script));
  }

  route(...route) {
    return this.#prepare((page) => page.route(...route));
  }

  exposeFunction(name, act) {
    return this.#prepare((page) => page.exposeFunction(name, act));
  }

  async close() {
    if (!this.program) return;
    const { program } = this;
    this.program = undefined;
    await Promise.all(this.connected.map((one) => one.close()));
    this.bridge?.close();
    this.screen?.close();
    const ended = new Promise((resolve) => program.once('exit', resolve));
    if (program.exitCode === null && program.signalCode === null) {
      end(program);
      await ended;
    }
    // Processes that are still ending may still write.
    await rm(this.home, { recursive: true, force: true, maxRetries: 50, retryDelay: 20 }).catch(() => undefined);
    this.emit('close');
  }
}
