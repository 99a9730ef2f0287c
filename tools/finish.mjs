// Last step of a build: fills in the page's own texts, inlines everything that must be there before the first paint, adds the program and the
// scenarios, writes the Content-Security-Policy, and compresses the files in a release. Runs as Trunk's post_build hook over the staged folder;
// changes no file that Trunk has hashed.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

// Chinese first where a text stands in every language.
const LANGUAGES = readdirSync('locales', { withFileTypes: true }).filter((one) => one.isDirectory()).map(({ name }) => name).sort().reverse();
const PACKED = /\.(html|js|css|wasm|svg|json)$/;

const dist = process.env.TRUNK_STAGING_DIR ?? 'dist';
const page = join(dist, 'index.html');
const PROGRAM = '.gen/program';
const SCENARIOS = 'scenarios';

const escape = (text) => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
const texts = LANGUAGES.map((language) => [language, JSON.parse(readFileSync(`locales/${language}/boot.json`, 'utf8'))]);

/** A text with the line ends that a browser normalises to before it computes the hash for the policy. */
const read = (path) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n');

/** Replaces `{{key}}` by the text in every language, each in an element that names its language. */
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

/** Names the languages on the page itself, for first.js, which runs before all else. */
function nameLanguages(html) {
  return html.replace(/<html\b/, `$& data-languages="${LANGUAGES.join(' ')}"`);
}

/** The strictest policy under which the page works; each inline script or style is allowed individually, by its hash. */
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
 * Inlines everything that must be there before the first paint, so that the page is painted without further requests. The style is kept as a file
 * too: if a host's policy blocks inline style, boot.js loads the file.
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

/** Copies the program beside the page, in a folder named by its content hash, and adds its start and the preloading of its files to the page. */
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
  // first.js requests this file if there is an account, so the page must name it before that script.
  return started.replace('<script', () => `<meta name="account" content="./${folder}/account.wasm"><script`);
}

/** Replaces the link to the rest of the style by its name: the program requests it with its first part. */
function nameRestOfStyle(html) {
  const named = html.replace(/<link(?=[^>]*\brel="?stylesheet\b)[^>]*\bhref="?(\.\/rest-\w+\.css)"?[^>]*>/, '<meta name="rest-of-style" content="$1">');
  if (named === html) throw new Error('index.html: no style sheet rest-….css');
  return named;
}

/** Puts the scenarios beside the page, with a list of their titles and descriptions. The page fetches each one on demand. */
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
const html = inline(nameRestOfStyle(addProgram(nameLanguages(fillTexts(read(page))))));
const meta = `<meta http-equiv="Content-Security-Policy" content="${policy(html)}">`;
// Identifies this build, so that a list kept by another build (web/first.js) is not shown.
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
