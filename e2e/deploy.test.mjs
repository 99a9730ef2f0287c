// The recipes of deploy/: nginx and Caddy run with them, a parser reads `_headers`, and the script for buckets runs with a stand-in for its program. One
// description says what each file must come with; a test that fails lists what differs, by path and header.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { onPath } from '../tools/browser.mjs';
import { DIST, FOLDER, site, whenReady } from './harness.mjs';

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};
const ENDS = { br: '.br', gzip: '.gz' };
/** How long a server may take to open its port, on a machine with other load. */
const START_MS = 60_000;
const FOREVER = 'public, max-age=31536000, immutable';
const ALWAYS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "frame-ancestors 'self'",
};
/** What browsers and tools accept, with the codings to choose from, the best first. */
const ACCEPTED = [[undefined], ['identity'], ['gzip', 'gzip'], ['br', 'br'], ['gzip, deflate, br, zstd', 'br', 'gzip']];

const names = readdirSync(DIST, { recursive: true }).filter((name) => statSync(join(DIST, name)).isFile() && !/\.(br|gz)$/.test(name)).sort();
const isRelease = existsSync(join(DIST, 'index.html.br'));
const hashed = names.find((name) => name.endsWith('.wasm'));
const recipe = (name) => readFileSync(new URL(`../deploy/${name}`, import.meta.url), 'utf8');
const cacheOf = (name) => (name === 'index.html' || name.startsWith('scenarios/') ? 'no-cache' : FOREVER);

/** A text in which `from`, which must be there exactly once, is `to`. */
function replaced(text, from, to) {
  assert.equal(text.split(from).length, 2, `the recipe holds ${JSON.stringify(from)} once`);
  return text.replace(from, () => to);
}

/** A site that holds the build at its root and in `FOLDER`, beside a page of its own. */
const temporary = mkdtempSync(join(tmpdir(), 'latch-deploy-'));
const root = join(temporary, 'site');
for (const folder of ['/', FOLDER]) {
  mkdirSync(root + folder, { recursive: true });
  for (const name of readdirSync(DIST)) symlinkSync(resolve(DIST, name), root + folder + name);
}
writeFileSync(join(root, 'other.html'), 'another page of the site');
after(() => rmSync(temporary, { recursive: true }));

/** A port that is free now. */
function freePort() {
  const server = createServer();
  return new Promise((found, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

/** Whether something accepts connections at the port. */
function isOpen(port) {
  return new Promise((answer) => {
    const socket = connect(port, '127.0.0.1', () => answer(Boolean(socket.destroy())));
    socket.on('error', () => answer(false));
  });
}

/** Starts a server and waits until its port is open; an error holds what the server said if it ends before. */
async function start(program, args, { port, env }) {
  const child = spawn(program, args, { cwd: temporary, env: { ...process.env, HOME: temporary, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  let ended = false;
  const end = new Promise((done) => {
    child.on('error', (error) => done((said += error.message)));
    child.on('close', done);
  }).finally(() => (ended = true));
  const until = Date.now() + START_MS;
  while (!ended && Date.now() < until && !(await isOpen(port))) await pause(20);
  if (Date.now() >= until) child.kill();
  assert.ok(!ended && Date.now() < until, `${program} does not start:\n${said}`);
  return () => {
    child.kill();
    return end;
  };
}

const programs = { nginx: ['NGINX', 'nginx', '/usr/sbin/nginx'], caddy: ['CADDY', 'caddy'] };
/** The path of a server: its variable, else the first on PATH or at these places. */
function programOf(name) {
  const [variable, ...places] = programs[name];
  const path = process.env[variable] || onPath(...places) || places.find((place) => place.includes('/') && existsSync(place));
  assert.ok(path, `No ${name} found. Install it (Debian: apt-get install ${name}), or set ${variable} to its path.`);
  return path;
}

/** nginx with `conf`, the text of the recipe, within the least that a main configuration needs. */
async function startNginx(conf) {
  const port = await freePort();
  const folder = mkdtempSync(join(temporary, 'nginx-'));
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ');
  const mine = replaced(replaced(conf, 'listen 80;', `listen 127.0.0.1:${port};`), 'root /var/www/latch;', `root ${root};`);
  writeFileSync(join(folder, 'latch.conf'), mine);
  const main = `include /etc/nginx/modules-enabled/*.conf; daemon off; master_process off; pid ${folder}/pid; error_log stderr;
    events { } http { access_log off; ${paths} include ${folder}/latch.conf; }`;
  writeFileSync(join(folder, 'nginx.conf'), main);
  const close = await start(programOf('nginx'), ['-e', 'stderr', '-c', join(folder, 'nginx.conf')], { port });
  return { origin: `http://127.0.0.1:${port}`, close };
}

/** Caddy with `conf`, the text of the recipe. */
async function startCaddy(conf) {
  const port = await freePort();
  const folder = mkdtempSync(join(temporary, 'caddy-'));
  writeFileSync(join(folder, 'Caddyfile'), `{\n\tadmin off\n\tdefault_bind 127.0.0.1\n}\n${conf}`);
  const env = { LATCH_SITE: `http://127.0.0.1:${port}`, LATCH_ROOT: root, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const close = await start(programOf('caddy'), ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], { port, env });
  return { origin: `http://127.0.0.1:${port}`, close };
}

const agent = new Agent({ keepAlive: true });
after(() => agent.destroy());
/** The answer as it is sent, its body still packed. */
function ask(url, headers = {}) {
  return new Promise((answer, failed) => {
    const sent = request(url, { agent, headers }, async (response) => {
      const body = Buffer.concat(await response.toArray());
      answer({ status: response.statusCode, headers: response.headers, body });
    });
    sent.on('error', failed).end();
  });
}

/** How the answer to `what` differs from that expected. The content type counts without its parameters. */
function differences(what, { status, headers }, expected) {
  const got = { status, ...headers, 'content-type': headers['content-type']?.split(';')[0] };
  const shown = (value) => (value === undefined ? 'missing' : JSON.stringify(value));
  return Object.entries(expected).flatMap(([name, value]) => (got[name] === value ? [] : [`${what}: ${name} is ${shown(got[name])}, not ${shown(value)}`]));
}

/** Fails with the first of the differences, if there are any. */
function assertNone(found) {
  const rest = found.length > 12 ? `\n… and ${found.length - 12} more` : '';
  assert.ok(found.length === 0, `${found.length} differ:\n${found.slice(0, 12).join('\n')}${rest}`);
}

/** How the files of the build at `base` differ, for everything that a browser may accept. */
async function differencesAt(origin, base, codings) {
  const found = [];
  for (const name of [...names, '']) {
    const file = name || 'index.html';
    for (const [accepted, ...best] of ACCEPTED) {
      const coding = isRelease ? best.find((coding) => codings.includes(coding)) : undefined;
      const what = `${base}${name} (${accepted ?? 'nothing accepted'})`;
      const answer = await ask(`${origin}${base}${name}`, accepted ? { 'accept-encoding': accepted } : {});
      const expected = { status: 200, 'content-type': TYPES[extname(file)], 'content-encoding': coding, 'cache-control': cacheOf(file), ...ALWAYS };
      found.push(...differences(what, answer, expected));
      if (isRelease && !/accept-encoding/i.test(answer.headers.vary)) found.push(`${what}: vary is ${answer.headers.vary}, without accept-encoding`);
      if (!answer.body.equals(readFileSync(join(DIST, file + (ENDS[coding] ?? ''))))) found.push(`${what}: the bytes are not those of the file`);
    }
  }
  return found;
}

/** The recipes for a folder in a site that has other pages, changed as their comments say. */
const ofFolder = {
  nginx: (conf) => replaced(replaced(conf, 'location / {', `location ${FOLDER} {`), '# brotli_static on;', 'brotli_static on;'),
  caddy: (conf) => {
    const [head, ...body] = replaced(conf, '\n}\n', '\n\t}\n}\n').split(/(?<=^\{\$LATCH_SITE.*\n)/m);
    assert.equal(body.length, 1);
    return `${head}\troot * {$LATCH_ROOT}\n\tfile_server\n\thandle ${FOLDER}* {\n${body[0]}`;
  },
};

const SERVERS = [
  { name: 'nginx', run: () => startNginx(recipe('nginx.conf')), bases: ['/', FOLDER], codings: ['gzip'] },
  {
    name: 'nginx, only in a folder, with its module for Brotli',
    run: () => startNginx(ofFolder.nginx(recipe('nginx.conf'))),
    bases: [FOLDER],
    codings: ['br', 'gzip'],
  },
  { name: 'Caddy', run: () => startCaddy(recipe('Caddyfile')), bases: ['/', FOLDER], codings: ['br', 'gzip'] },
  { name: 'Caddy, only in a folder', run: () => startCaddy(ofFolder.caddy(recipe('Caddyfile'))), bases: [FOLDER], codings: ['br', 'gzip'] },
];

for (const { name, run, bases, codings } of SERVERS) {
  describe(name, () => {
    let origin;
    const base = bases.at(-1);
    const { url, newPage } = site({
      start: async () => {
        const server = await run();
        origin = server.origin;
        return { url: origin + base, close: server.close };
      },
    });

    for (const base of bases) {
      test(`every file at ${base} comes with the documented headers, packed as accepted`, async () => {
        assertNone(await differencesAt(origin, base, codings));
      });

      test(`what is no file at ${base} is a 404 that nobody keeps`, async () => {
        const found = [];
        for (const path of ['instances', 'scenarios/none/scenario.json', `${dirname(hashed)}/none.wasm`, '..%2f..%2fetc%2fpasswd']) {
          const answer = await ask(origin + base + path);
          // nginx refuses the last one by itself.
          const status = path.startsWith('..') && answer.status === 400 ? 400 : 404;
          found.push(...differences(base + path, answer, { status }));
          if (/immutable/.test(answer.headers['cache-control'])) found.push(`${base}${path}: cache-control is ${answer.headers['cache-control']}`);
        }
        assertNone(found);
      });
    }

    test('a browser that has the page asks whether it is still that', async () => {
      const { headers } = await ask(url());
      assert.ok(headers.etag, 'the page has an etag');
      const again = await ask(url(), { 'if-none-match': headers.etag });
      assertNone(differences('the page again', again, { status: 304, 'cache-control': 'no-cache' }));
    });

    test('the folder without its slash leads to the page', async () => {
      const { status, headers } = await ask(url().slice(0, -1));
      assert.ok([301, 308].includes(status), `the status is ${status}`);
      assert.equal(new URL(headers.location, url()).href, url());
      assert.doesNotMatch(headers['cache-control'] ?? '', /immutable/);
    });

    if (bases.length === 1) {
      test('the other pages of the site are as they were', async () => {
        const { status, headers } = await ask(`${origin}/other.html`);
        assert.deepEqual([status, headers['content-security-policy'], headers['cache-control']], [200, undefined, undefined]);
      });
    }

    test('the page starts', async (t) => {
      const page = await newPage(t, { hash: '#/instances' });
      for (const other of bases.slice(0, -1)) {
        await page.goto(`${origin}${other}#/instances`);
        await whenReady(page);
      }
    });
  });
}

/** The rules of a `_headers` file: `{ path, headers }`. */
function rulesOf(text) {
  const rules = [];
  for (const line of text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))) {
    if (line.startsWith('/')) rules.push({ path: line.trim(), headers: [] });
    else rules.at(-1).headers.push(line.match(/^ {2}([\w-]+): (.*)$/).slice(1));
  }
  return rules;
}

/** What those hosts add to a path: a `*` stands for anything, and values of several rules are joined. */
function headersFor(rules, path) {
  const headers = {};
  for (const rule of rules) {
    const pattern = rule.path.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*');
    if (!new RegExp(`^${pattern}$`).test(path)) continue;
    for (const [name, value] of rule.headers) headers[name.toLowerCase()] = [headers[name.toLowerCase()], value].filter(Boolean).join(', ');
  }
  return headers;
}

for (const base of ['/', FOLDER]) {
  test(`_headers: every file at ${base} gets the documented headers`, () => {
    const text = recipe('_headers');
    // The command that the file names.
    const rules = rulesOf(text.replace(/^\//gm, base));
    assert.ok(text.includes("sed 's|^/|/any/folder/|'"));
    assert.ok(rules.length <= 100 && rules.every(({ path }) => path.split('*').length <= 2), 'Cloudflare Pages takes 100 rules, with one * each');
    const found = [...names, ''].flatMap((name) => {
      const expected = { 'cache-control': cacheOf(name || 'index.html'), ...ALWAYS };
      return differences(`_headers ${base}${name}`, { headers: headersFor(rules, base + name) }, expected);
    });
    assertNone(found);
  });
}

const scripts = [...recipe('object-storage.md').matchAll(/```sh\n([^]*?)```/g)].map(([, script]) => script);
const upload = /upload\(\) \{[^]*?\n\}/;
for (const [program, scheme, script] of [['aws', 's3', scripts[0]], ['ossutil', 'oss', scripts[0].replace(upload, () => scripts[1].match(upload)[0])]]) {
  test(`the script for ${scheme} stores every file, packed and named, the page last`, { skip: !isRelease && 'not a release build' }, () => {
    const folder = mkdtempSync(join(temporary, `${scheme}-`));
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    symlinkSync(resolve(DIST), join(folder, 'dist'));
    writeFileSync(join(bin, program), `#!/bin/sh\nprintf '%s\\n' "$(basename "$0")" "$@" . >>${folder}/calls\n`, { mode: 0o755 });
    const mine = replaced(script, 'FOLDER=  ', 'FOLDER=any/folder/  ');
    const { status, stderr } = spawnSync('sh', ['-c', mine], { cwd: folder, env: { PATH: `${bin}:${process.env.PATH}` }, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const calls = readFileSync(join(folder, 'calls'), 'utf8').split('\n.\n').slice(0, -1).map((call) => call.split('\n'));
    const stored = calls.map((call) => {
      const at = call.indexOf('cp');
      const headers = Object.fromEntries(['content-type', 'content-encoding', 'cache-control'].map((name) => [name, call[call.indexOf(`--${name}`) + 1]]));
      return { program: call[0], from: call[at + 1], to: call[at + 2], headers };
    });
    const to = (name) => `${scheme}://my-bucket/any/folder/${name}`;
    assert.deepEqual(stored.map((one) => one.to).sort(), names.map(to).sort());
    assert.equal(stored.at(-1).to, to('index.html'));
    const found = stored.flatMap((one) => {
      const name = one.to.slice(to('').length);
      const expected = { 'content-type': TYPES[extname(name)], 'content-encoding': 'br', 'cache-control': cacheOf(name) };
      const from = one.program === program && one.from === `${name}.br` ? [] : [`${one.to} is ${one.from} by ${one.program}`];
      return [...differences(one.to, one, expected), ...from];
    });
    assertNone(found);
  });
}

test('the Containerfile names what is there, and runs Caddy without root', () => {
  const lines = recipe('Containerfile').split('\n').filter((line) => line && !line.startsWith('#')).map((line) => line.split(' '));
  const stages = [];
  const made = new Map();
  for (const [word, ...rest] of lines) {
    if (word === 'FROM') {
      stages.push(rest[2] ?? 'last');
      made.set(stages.at(-1), ['/usr/bin/caddy']);
    } else if (word === 'COPY' && rest[0].startsWith('--from=')) {
      const from = rest[0].slice('--from='.length);
      assert.ok(made.get(from)?.includes(rest[1]), `COPY ${rest.join(' ')}: the stage ${from} has made ${rest[1]}`);
      made.get(stages.at(-1)).push(rest[2]);
    } else if (word === 'COPY') {
      assert.ok(rest[0] === 'dist' || existsSync(new URL(`../${rest[0]}`, import.meta.url)), `${rest[0]} is there`);
      made.get(stages.at(-1)).push(rest[1].replace('/${FOLDER}', ''));
    } else if (word === 'RUN') made.get(stages.at(-1)).push(...rest.filter((part) => part.startsWith('/')));
  }
  assert.deepEqual(stages, ['parts', 'last']);
  const of = (word) => lines.filter(([first]) => first === word).map(([, ...rest]) => rest.join(' '));
  assert.match(of('USER').at(-1), /^[1-9]\d*:[1-9]\d*$/);
  const env = Object.fromEntries(of('ENV').join(' ').split(' ').map((pair) => pair.split('=')));
  assert.deepEqual(env, { LATCH_SITE: `:${of('EXPOSE')}`, LATCH_ROOT: '/site' });
  for (const name of Object.keys(env)) assert.ok(recipe('Caddyfile').includes(`{$${name}:`), `the Caddyfile reads ${name}`);
  const command = JSON.parse(of('CMD')[0]);
  for (const path of [...command.filter((part) => part.startsWith('/')), env.LATCH_ROOT]) assert.ok(made.get('last').includes(path), `the image has ${path}`);
});

test('the workflow for GitHub Pages builds by a target that is there and publishes what it writes', () => {
  const text = recipe('github-pages.yml');
  const makefile = readFileSync(new URL('../Makefile', import.meta.url), 'utf8');
  const targets = [...text.matchAll(/run: make (\w+)$/gm)].map(([, target]) => target);
  assert.deepEqual(targets, ['build']);
  assert.match(makefile, /^build: setup dist\/index\.html/m);
  assert.match(text, /upload-pages-artifact@v\d+\n\s+with:\n\s+path: dist\n/);
  for (const [, path] of text.matchAll(/'([\w/]+\.\w+)'/g)) assert.ok(existsSync(new URL(`../${path}`, import.meta.url)), `${path} is there`);
  for (const [, action] of text.matchAll(/uses: (.*)$/gm)) assert.match(action, /^actions\/[\w-]+@v\d+$/);
  for (const permission of ['contents: read', 'pages: write', 'id-token: write']) assert.ok(text.includes(`\n  ${permission}\n`), permission);
  assert.doesNotMatch(text, /\t/);
});
