// Makes the console an ECS endpoint for clients and SDKs on this computer: the open page answers the requests.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { launch, newContext } from './browser.mjs';
import { newToken, relay } from './relay/endpoint.mjs';
import { why } from './serve.mjs';

const USAGE = `usage: node tools/relay.mjs [--port 8081] [--dist dist] [--no-browser]
  --port        where it listens; PORT does the same
  --dist        the folder of the build; LATCH_DIST does the same
  --no-browser  opens none: open the address that it prints in a browser of your own`;

function options() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: process.env.PORT ?? '8081' },
        dist: { type: 'string', default: process.env.LATCH_DIST ?? 'dist' },
        'no-browser': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    return process.exit(2);
  }
}

const opt = options();
if (opt.help) {
  console.log(USAGE);
  process.exit(0);
}
const TOKEN = '.gen/relay-token';

let server;
let browser;
let ending = false;

async function end(code, text) {
  if (ending) return;
  ending = true;
  if (text) console.error(text);
  await browser?.close();
  await server?.close();
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(0));

/** The token of the person's page. It is stored, so that a page continues to answer after a restart of the relay, and its address stays valid. */
function keptToken() {
  if (existsSync(TOKEN)) return readFileSync(TOKEN, 'utf8').trim();
  const token = newToken();
  mkdirSync('.gen', { recursive: true });
  writeFileSync(TOKEN, token, { mode: 0o600 });
  return token;
}

/** A headless browser with the console open in it. Its account lasts as long as the browser runs. */
async function openBrowser(url) {
  // `end` handles the signals.
  browser = await launch({ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false });
  browser.on('disconnected', () => end(1, 'The browser has ended.'));
  const context = await newContext(browser, url);
  const page = await context.newPage();
  page.on('crash', () => end(1, 'The page has crashed.'));
  await page.goto(url);
  await page.locator('html[data-relay=open]').waitFor();
}

try {
  if (!existsSync(`${opt.dist}/index.html`)) throw new Error(`No build in ${opt.dist}/: run make build first.`);
  const log = (line) => ending || console.log(`${new Date().toTimeString().slice(0, 8)} ${line}`);
  const token = opt['no-browser'] ? keptToken() : newToken();
  server = await relay({ dir: opt.dist, port: Number(opt.port), token, log });
  if (!opt['no-browser']) await openBrowser(server.page);
  const { host } = new URL(server.url);
  console.log(`ECS endpoint: ${host}, plain http (Ctrl+C ends it)`);
  if (opt['no-browser']) console.log(`Open ${server.page} in a browser: that page answers.`);
} catch (error) {
  await end(1, why(error, opt.port));
}
