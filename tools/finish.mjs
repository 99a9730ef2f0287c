// Last step of a build: fills the page's own texts in, writes what must be there before the first paint into it, puts the program and the scenarios
// beside it, writes the Content-Security-Policy, and in a release packs the files.
// Runs as Trunk's post_build hook over the staged folder; changes no file that Trunk has hashed.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const LANGUAGES = ['zh-CN', 'en'];
const PACKED = /\.(html|js|css|wasm|svg|json)$/;

const dist = process.env.TRUNK_STAGING_DIR ?? 'dist';
const page = join(dist, 'index.html');
const PROGRAM = '.gen/program';
const SCENARIOS = 'scenarios';

const escape = (text) => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
const texts = LANGUAGES.map((language) => [language, JSON.parse(readFileSync(`locales/${language}/boot.json`, 'utf8'))]);

/** A text, with the line ends that a browser makes of it before it sums it up for the policy. */
const read = (path) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n');

/** `{{key}}` becomes the text in every language, each in an element that says which it is. */
function fillTexts(html) {
  return html.replace(/\{\{(\w+)\}\}/g, (_, key) =>
    texts
      .map(([language, table]) => {
        if (typeof table[key] !== 'string') throw new Error(`index.html: locales/${language}/boot.json has no text \`${key}\``);
        return `<span lang="${language}">${escape(table[key])}</span>`;
      })
      .join(' '),
  );
}

/** The strictest policy under which the page works; what is inline is allowed one by one, by its hash. */
function policy(html) {
  const hashes = (pattern) => [...html.matchAll(pattern)].map(([, code]) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`);
  return [
    "default-src 'none'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...hashes(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].join(' '),
    ["style-src 'self'", ...hashes(/<style[^>]*>([\s\S]*?)<\/style>/g)].join(' '),
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/**
 * Writes what must be there before the first paint into the page: it is then painted without a further request. The style stays a file
 * too: where a host's policy stops inline style, boot.js asks for it.
 */
function inline(html) {
  const within = (html, pattern, element) => {
    const [found, name] = html.match(pattern) ?? [];
    if (!found) throw new Error(`index.html: no ${pattern}`);
    const text = read(join(dist, name));
    if (/<\/?(script|style|!--)/i.test(text)) throw new Error(`${name}: holds the end of the element that it is written into`);
    return html.replace(found, () => element(text, name));
  };
  const style = /<link(?=[^>]*\brel="?stylesheet\b)[^>]*\bhref="?\.\/(latch-\w+\.css)"?[^>]*>/;
  const script = /<script[^>]*\bsrc="?\.\/(first-\w+\.js)"?[^>]*><\/script>/;
  const styled = within(html, style, (text, name) => `<style data-file="./${name}">${text}</style>`);
  return within(styled, script, (text, name) => {
    rmSync(join(dist, name));
    return `<script>${text}</script>`;
  });
}

/** Copies the program beside the page, in a folder named after its content, and lets the page start it: its files are asked for before anything runs. */
function addProgram(html) {
  const hash = createHash('sha256');
  for (const name of readdirSync(PROGRAM).sort()) hash.update(name).update(readFileSync(join(PROGRAM, name)));
  const folder = `program-${hash.digest('hex').slice(0, 16)}`;
  cpSync(PROGRAM, join(dist, folder), { recursive: true });
  const start = [
    `<link rel="modulepreload" href="./${folder}/latch.js">`,
    `<link rel="modulepreload" href="./${folder}/__wasm_split.js">`,
    `<link rel="preload" href="./${folder}/latch_bg.wasm" as="fetch" type="application/wasm" crossorigin>`,
    `<script type="module">import init from './${folder}/latch.js';init()</script>`,
  ].join('');
  const started = html.replace(/<meta name="?program"?>/, start);
  if (started === html) throw new Error('index.html: no <meta name="program"> to put the program in the place of');
  // first.js asks for it where there is an account, so it must be named before.
  return started.replace('<script', () => `<meta name="account" content="./${folder}/account.wasm"><script`);
}

/** The rest of the style is only named: the program asks for it with its first part. */
function nameRestOfStyle(html) {
  const named = html.replace(/<link(?=[^>]*\brel="?stylesheet\b)[^>]*\bhref="?(\.\/rest-\w+\.css)"?[^>]*>/, '<meta name="rest-of-style" content="$1">');
  if (named === html) throw new Error('index.html: no style sheet rest-….css');
  return named;
}

/** Puts the scenarios beside the page, with a list of what each says of itself. The page asks for them when a person wants one. */
function addScenarios() {
  const list = readdirSync(SCENARIOS)
    .map((name) => {
      const text = readFileSync(join(SCENARIOS, name, 'scenario.json'), 'utf8');
      const { name: own, order = Infinity, title, purpose, try: tries, counts } = JSON.parse(text);
      if (own !== name) throw new Error(`${SCENARIOS}/${name}/scenario.json: its name is ${own}`);
      mkdirSync(join(dist, SCENARIOS, name), { recursive: true });
      writeFileSync(join(dist, SCENARIOS, name, 'scenario.json'), text);
      return { order, about: { name, title, purpose, try: tries, counts } };
    })
    .sort((a, b) => a.order - b.order || (a.about.name < b.about.name ? -1 : 1))
    .map(({ about }) => about);
  writeFileSync(join(dist, SCENARIOS, 'index.json'), JSON.stringify({ 'latch-scenario': 1, scenarios: list }));
}

addScenarios();
const html = inline(nameRestOfStyle(addProgram(fillTexts(read(page)))));
const meta = `<meta http-equiv="Content-Security-Policy" content="${policy(html)}">`;
// By this name the kept list (web/first.js) is told from another build's.
const build = `<meta name="build" content="${createHash('sha256').update(html).digest('hex').slice(0, 16)}">`;
const withPolicy = html.replace(/<meta charset=[^>]*>/i, (charset) => charset + meta + build);
if (withPolicy === html) throw new Error('index.html: no <meta charset> to put the policy after');
writeFileSync(page, withPolicy);

if (process.env.TRUNK_PROFILE === 'release') {
  const files = readdirSync(dist, { recursive: true }).filter((name) => PACKED.test(name));
  for (const name of files) {
    const bytes = readFileSync(join(dist, name));
    const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
    writeFileSync(join(dist, `${name}.br`), brotliCompressSync(bytes, brotli));
    writeFileSync(join(dist, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  }
}
