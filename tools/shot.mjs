// Takes a picture of a page. A path such as '#/instances' is taken from the build in dist/ (or LATCH_DIST).
// usage: node tools/shot.mjs URL|PATH out.png [--dark] [--lang zh-CN] [--width 390] [--height 800] [--full]
//                                             [--do 'await latch.ready; …'] [--wait '.selector'] [--axe]
import { parseArgs } from 'node:util';
import { launch, newContext } from './browser.mjs';
import { serve } from './serve.mjs';

const { values: opt, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dark: { type: 'boolean', default: false },
    lang: { type: 'string', default: 'en' },
    width: { type: 'string', default: '1280' },
    height: { type: 'string', default: '800' },
    full: { type: 'boolean', default: false },
    do: { type: 'string' },
    wait: { type: 'string' },
    axe: { type: 'boolean', default: false },
  },
});
const [address = '', out = 'shot.png'] = positionals;

const server = /^https?:/.test(address) ? null : await serve({ dir: process.env.LATCH_DIST ?? 'dist', base: '/latch/' });
const url = new URL(address, server?.url).href;
const browser = await launch({ engine: process.env.ENGINE || 'chromium' });
const context = await newContext(browser, url, {
  language: opt.lang,
  theme: opt.dark ? 'dark' : 'light',
  viewport: { width: Number(opt.width), height: Number(opt.height) },
});
const page = await context.newPage();
page.on('console', (message) => message.type() !== 'log' && console.error(`[${message.type()}] ${message.text()}`));
page.on('pageerror', (error) => console.error(`[page error] ${error.message}`));
await page.goto(url, { waitUntil: 'networkidle' });
if (opt.do) console.log((await page.evaluate(`(async () => { ${opt.do} })()`)) ?? '');
if (opt.wait) await page.locator(opt.wait).first().waitFor();
if (opt.axe) {
  const { violations } = await import('../e2e/axe.mjs');
  for (const line of await violations(page)) console.error(`[axe] ${line}`);
}
await page.screenshot({ path: out, fullPage: opt.full });
await browser.close();
await server?.close();
console.log(out);
