// The built folder on a plain host: any sub-folder, strict policy, no other host, and a page that never stays blank.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { files, listen } from '../tools/serve.mjs';
import { firstLoad } from '../tools/sizes.mjs';
import { assertAccessible } from './axe.mjs';
import { DIST, FOLDER, site } from './harness.mjs';

/** The host of this file: its requested paths, and how it differs from a plain one. `spoil` returns whether it has answered the request. */
const host = { asked: [], spoil: null };
const { url, newPage } = site({
  start: async () => {
    const handle = files({ dir: DIST, base: FOLDER });
    const { origin, close } = await listen((request, response) => {
      host.asked.push(request.url);
      if (!host.spoil?.(request, response)) handle(request, response);
    });
    return { url: origin + FOLDER, close };
  },
});
const release = readdirSync(DIST, { recursive: true }).some((name) => name.endsWith('.wasm.br'));
const html = readFileSync(`${DIST}/index.html`, 'utf8');
const WASM = '**/*.wasm';

/** Before the load: notes when the program has started. */
const noteStart = (page) => page.addInitScript(() => addEventListener('latch-started', () => (window.programStarted = true)));
const started = (page) => page.waitForFunction(() => window.programStarted);
/** Before the load: the program's bytes wait until the returned function is called. */
async function holdWasm(page) {
  let let_go;
  const gate = new Promise((resolve) => (let_go = resolve));
  await page.route(WASM, async (route) => {
    await gate;
    await route.continue();
  });
  return let_go;
}

test('starts in a sub-folder of a plain file server, and loads exactly the counted files, once each', async (t) => {
  host.asked = [];
  const page = await newPage(t, { ready: false, prepare: noteStart });
  await started(page);
  // Chromium does not request the icon of a hidden page.
  const counted = firstLoad(DIST).filter((name) => !name.startsWith('favicon')).map((name) => (name === 'index.html' ? FOLDER : FOLDER + name));
  assert.deepEqual(host.asked.filter((path) => !path.includes('favicon')).sort(), counted.sort());
});

test('a path that is no file is a 404, and the page needs none', async () => {
  assert.equal((await fetch(url('instances'))).status, 404);
  assert.equal((await fetch(new URL('/', url()))).status, 404);
  assert.equal((await fetch(url('..%2fCargo.toml'))).status, 404);
  assert.equal((await fetch(url().slice(0, -1), { redirect: 'manual' })).status, 301);
});

/** The status for a request whose lines are sent as given; `undefined` if the connection is just closed. */
async function statusOf(lines) {
  const { hostname, port, host } = new URL(url());
  const socket = connect(Number(port), hostname);
  socket.write(`${lines}\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
  let text = '';
  for await (const part of socket.setEncoding('latin1')) text += part;
  return Number(text.split(' ')[1]);
}

test('no request, however it is written, ends the server', async () => {
  const file = `GET ${FOLDER}index.html`;
  for (const [lines, ...allowed] of [
    [`GET ${FOLDER}%00 HTTP/1.1`, 404],
    [`${file}%00.js HTTP/1.1`, 404],
    [`${file}/x HTTP/1.1`, 404],
    [`${file}/ HTTP/1.1`, 404],
    [`GET ${FOLDER}${'a'.repeat(300)} HTTP/1.1`, 404],
    [`GET ${FOLDER}${'a/'.repeat(3_000)} HTTP/1.1`, 404],
    [`GET /${'a'.repeat(70_000)} HTTP/1.1`, 431],
    [`GET ${FOLDER}%ff%fe HTTP/1.1`, 400],
    [`GET ${FOLDER}%E0%A4%A HTTP/1.1`, 400],
    [`GET ${FOLDER}..%2f..%2fCargo.toml HTTP/1.1`, 404],
    [`GET ${FOLDER}..%5c..%5cCargo.toml HTTP/1.1`, 404],
    [`GET ${FOLDER}scenarios HTTP/1.1`, 404],
    ['GET // HTTP/1.1', 400],
    ['GET http://[ HTTP/1.1', 400],
    ['GET http://:0 HTTP/1.1', 400, 404],
    ['OPTIONS * HTTP/1.1', 405],
    ['CONNECT ecs.aliyuncs.com:443 HTTP/1.1', 501],
    ['GET ?x HTTP/1.1', 400],
    ['GET', 400],
    ['GET / HTTP/7.7', 400],
    ['BREW /pot HTTP/1.1', 400],
    ['PRI * HTTP/2.0', 400],
    ['\0\x01\x02', 400],
    [`POST ${FOLDER} HTTP/1.1\r\ncontent-length: -1`, 400],
    [`POST ${FOLDER} HTTP/1.1\r\ncontent-length: 5\r\ntransfer-encoding: chunked`, 400],
    [`${file} HTTP/1.1\r\nexpect: x`, 417],
    [`${file} HTTP/1.1\r\naccept-encoding: ${'br;,'.repeat(2_000)}`, 200],
    [`${file}?%00 HTTP/1.1`, 200],
  ]) {
    const status = await statusOf(lines);
    assert.ok(allowed.includes(status), `${status} for ${lines.slice(0, 60)}`);
  }
  assert.equal((await fetch(url())).status, 200);
});

test('the policy comes before everything it governs, and allows nothing unsafe but WebAssembly', () => {
  const [meta, policy] = html.match(/<meta http-equiv="Content-Security-Policy" content="([^"]*)">/);
  assert.match(html.slice(0, html.indexOf(meta)), /^<!doctype html>\s*<html[^>]*>\s*(<head>\s*)?<meta charset=[^>]*>$/i);
  const rules = Object.fromEntries(policy.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1)]));
  assert.deepEqual(rules['default-src'], ["'none'"]);
  assert.ok(rules['style-src'].every((source) => /^'(self|sha256-.*)'$/.test(source)), policy);
  assert.deepEqual(rules['base-uri'], ["'none'"]);
  assert.deepEqual(rules['form-action'], ["'none'"]);
  assert.ok(rules['script-src'].every((source) => /^'(self|wasm-unsafe-eval|sha256-.*)'$/.test(source)), policy);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|https?:|\*/);
});

test('an injected script and an injected style do not run', async (t) => {
  const page = await newPage(t, { ready: false, prepare: noteStart, allow: [/Content.Security.Policy/] });
  await started(page);
  const got = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.head.append(script);
    const part = document.createElement('p');
    part.setAttribute('style', 'margin-left: 7px');
    document.body.append(part);
    return { injected: window.injected, margin: getComputedStyle(part).marginLeft };
  });
  assert.deepEqual(got, { injected: undefined, margin: '0px' });
});

test('every file but the page and the scenarios is named after its content', () => {
  const plain = readdirSync(DIST).filter((name) => !/\.(br|gz)$/.test(name) && !/^(index\.html|scenarios)$/.test(name));
  assert.ok(plain.length >= 4);
  for (const name of plain) assert.match(name, /^program-[0-9a-f]{16}$|-[0-9a-f]{16}\.(js|css|svg)$/);
});

test('a release holds every file packed, and the packed ones are the same', { skip: !release && 'not a release build' }, () => {
  for (const name of readdirSync(DIST, { recursive: true }).filter((name) => /\.(html|js|css|wasm|svg|json)$/.test(name))) {
    const bytes = readFileSync(`${DIST}/${name}`);
    assert.ok(brotliDecompressSync(readFileSync(`${DIST}/${name}.br`)).equals(bytes), name);
    assert.ok(gunzipSync(readFileSync(`${DIST}/${name}.gz`)).equals(bytes), name);
  }
});

for (const [language, loading] of [['zh-CN', '正在加载Latch…'], ['en', 'Loading Latch…'], ['en-GB', 'Loading Latch…'], ['fr', 'Loading Latch…']]) {
  test(`the frame of the page is painted before the program has come (${language})`, async (t) => {
    let letGo;
    const page = await newPage(t, {
      language,
      ready: false,
      prepare: async (page) => {
        letGo = await holdWasm(page);
        await noteStart(page);
      },
    });
    await page.getByText(loading).waitFor();
    assert.equal(await page.locator('#boot').getAttribute('aria-busy'), 'true');
    assert.ok(await page.getByText('Latch', { exact: true }).isVisible());
    assert.ok(await page.locator('main .skeleton__line').first().isVisible());
    assert.equal(await page.locator('html').getAttribute('lang'), language === 'zh-CN' ? 'zh-CN' : 'en');
    await assertAccessible(page, 'the frame');
    letGo();
    await started(page);
  });
}

test('the kept language and theme are there at the first paint', async (t) => {
  let letGo;
  const page = await newPage(t, {
    language: 'en',
    storage: { prefs: JSON.stringify({ language: 'zh-CN', theme: 'dark' }) },
    ready: false,
    prepare: async (page) => {
      letGo = await holdWasm(page);
      await noteStart(page);
    },
  });
  await page.getByText('正在加载Latch…').waitFor();
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  letGo();
  await started(page);
});

test('damaged preferences do not stop the page', async (t) => {
  const page = await newPage(t, { storage: { prefs: '{"language":' }, ready: false, prepare: noteStart });
  await started(page);
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
});

/** Sets `host.spoil` until the test ends or sets it back. */
function spoil(t, how) {
  host.spoil = how;
  t.after(() => (host.spoil = null));
}

const answered = (response, status, headers, body) => Boolean(response.writeHead(status, { 'cache-control': 'no-store', ...headers }).end(body));
/** Adds or replaces headers in the answers for files that match `pattern`. */
const withHeaders = (pattern, more) => (request, response) => {
  const writeHead = response.writeHead.bind(response);
  if (pattern.test(request.url)) response.writeHead = (status, headers) => writeHead(status, { ...headers, 'cache-control': 'no-store', ...more });
  return false;
};
const without = (pattern) => (request, response) => pattern.test(request.url) && answered(response, 404, {}, 'no');
const dyingOver = (pattern) => (request, response) => pattern.test(request.url) && Boolean(response.destroy());
const PROGRAM = /\.wasm$/;
const LOADER = /\/latch\.js$/;
/** Adds this policy to the page's headers, as a strict host would. */
const withPolicy = (policy) => withHeaders(/\/$/, { 'content-security-policy': policy });

test('a server that does not know the type of WebAssembly files is good enough', async (t) => {
  spoil(t, withHeaders(PROGRAM, { 'content-type': 'application/octet-stream' }));
  const page = await newPage(t, { ready: false, prepare: noteStart });
  await started(page);
});

test('where the policy of the host stops inline style, the page has it from the file', async (t) => {
  const scripts = html.match(/script-src ([^;]*);/)[1];
  spoil(t, withPolicy(`script-src ${scripts}; style-src 'self'`));
  const page = await newPage(t, { ready: false, prepare: noteStart, allow: [/Content.Security.Policy/] });
  await started(page);
  const brand = page.locator('#app .frame__brand svg');
  assert.equal(await page.evaluate(() => document.querySelector('style').sheet), null);
  await page.waitForFunction(() => getComputedStyle(document.body).marginTop === '0px');
  assert.ok((await brand.boundingBox()).width <= 24);
});

const TROUBLES = [
  {
    cause: 'the program does not arrive',
    host: dyingOver(PROGRAM),
    texts: [/did not load/, /未能加载/],
  },
  {
    cause: 'the folder on the server is not complete',
    host: without(LOADER),
    texts: [/did not load/, /未能加载/],
  },
  {
    cause: 'the program is not on the server',
    host: without(PROGRAM),
    texts: [/did not load/, /未能加载/],
  },
  {
    cause: 'the policy of the host stops WebAssembly',
    host: withPolicy("script-src 'self' 'unsafe-inline'"),
    texts: [/stops WebAssembly/, /阻止了WebAssembly/],
  },
  {
    cause: 'the policy of the host stops the loader',
    host: withPolicy("script-src 'self' 'wasm-unsafe-eval'"),
    texts: [/stops WebAssembly/, /阻止了WebAssembly/],
  },
  {
    cause: 'the policy of the host has the hash of an older page',
    host: withPolicy(`script-src 'self' 'wasm-unsafe-eval' ${html.match(/'sha256-[^']*'/)[0]}`),
    texts: [/stops WebAssembly/, /阻止了WebAssembly/],
  },
  {
    cause: 'the policy of the host stops all that is inline',
    host: withPolicy("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"),
    texts: [/stops WebAssembly/, /阻止了WebAssembly/],
  },
  {
    cause: 'the browser has no WebAssembly',
    prepare: (page) => page.addInitScript(() => delete window.WebAssembly),
    texts: [/cannot run WebAssembly/, /不支持WebAssembly/],
  },
  {
    cause: 'the program is damaged',
    host: (request, response) => PROGRAM.test(request.url) && answered(response, 200, { 'content-type': 'application/wasm' }, 'not a program'),
    texts: [/could not be started/, /未能启动/],
  },
];

for (const { cause, host: how = null, prepare, texts } of TROUBLES) {
  test(`${cause}: the page says so in both languages and offers to retry`, async (t) => {
    spoil(t, how);
    const page = await newPage(t, { ready: false, prepare, allow: [/./] });
    const alert = page.getByRole('alert');
    for (const text of texts) await alert.getByText(text).waitFor();
    await assertAccessible(page, cause);
    host.spoil = null;
    await noteStart(page);
    if (cause.includes('no WebAssembly')) return;
    await alert.getByRole('button', { name: /Retry/ }).click();
    await started(page);
  });
}

test('the page is no larger than the window: what scrolls stands in it', async (t) => {
  for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 844 }]) {
    const page = await newPage(t, { hash: '#/instances', viewport });
    const size = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
    assert.deepEqual(size, [viewport.width, viewport.height]);
  }
});

test('opened as a file, the page says that it needs a server', async (t) => {
  const page = await newPage(t, { ready: false, allow: [/./] });
  await page.goto(pathToFileURL(`${DIST}/index.html`).href);
  await page.getByRole('alert').getByText(/opened as a file/).waitFor();
});

test('without JavaScript the page says in both languages what it needs', async (t) => {
  const page = await newPage(t, { ready: false, javaScriptEnabled: false });
  await page.getByText(/needs JavaScript/).waitFor();
  await page.getByText(/需要JavaScript/).waitFor();
  assert.ok(!(await page.getByText(/Loading/).isVisible()));
});
