// Builds the program into .gen/program/: compiles it, cuts it into its parts (src/app/parts.rs), makes the bindings, and in a
// release optimises every part. Runs as Trunk's pre_build hook; tools/finish.mjs puts the result into the page.
// usage: TRUNK_PROFILE=release|debug node tools/program.mjs
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { ordered } from './order.mjs';
import './style.mjs';
import * as wasm from './wasm.mjs';

const release = process.env.TRUNK_PROFILE === 'release';
const OUT = '.gen/program';
const CUT = '.gen/cut';
// What rustc uses by default for this target.
const FEATURES = ['bulk-memory', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext'];

// A host that does not know WebAssembly's type must do as well; the bindings of the program itself do the same.
const INSTANTIATE = `
async function instantiate(source, imports) {
    const response = await source;
    if (!response.ok) throw new Error(response.url + ': HTTP ' + response.status);
    if (response.headers.get('Content-Type') === 'application/wasm') return WebAssembly.instantiateStreaming(response, imports);
    return WebAssembly.instantiate(await response.arrayBuffer(), imports);
}
`;

// One of the modules in a pack, as if it had been fetched by itself: of the packs that hold it, each with the module's place, from one that
// was asked for already, else from the smallest, which stands first.
const FROM_PACK = `
const packs = new Map();
function fromPack(name, ...places) {
    const [url, from, to] = places.find(([url]) => packs.has(url)) ?? places[0];
    if (!packs.has(url)) {
        const pack = fetch(url).then((response) => {
            if (!response.ok) throw new Error(response.url + ': HTTP ' + response.status);
            return response.arrayBuffer();
        });
        // What could not be fetched is fetched anew when it is wanted again; what has come is kept, for there are others in it.
        pack.catch(() => packs.delete(url));
        packs.set(url, pack);
    }
    return packs.get(url).then((bytes) => new Response(new Uint8Array(bytes, from, to - from), { headers: { 'Content-Type': 'application/wasm' } }));
}
`;

function run(program, ...args) {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

for (const folder of [OUT, CUT]) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

// What a panic tells of a library begins with the library's name, not with a folder of whoever built this.
const libraries = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry/src');
const unnamed = (existsSync(libraries) ? readdirSync(libraries) : []).map((index) => `--remap-path-prefix=${join(libraries, index)}/=`);
const inRelease = ['--release', '--config', `target.wasm32-unknown-unknown.rustflags=${JSON.stringify(unnamed)}`];
run('cargo', 'build', '--locked', '--target', 'wasm32-unknown-unknown', '--bin', 'latch', ...(release ? inRelease : []));
const target = process.env.CARGO_TARGET_DIR ?? 'target';
run('wasm-split-cli', `${target}/wasm32-unknown-unknown/${release ? 'release' : 'debug'}/latch.wasm`, CUT, '--out-name', 'latch');
// The parts call what the linker exports.
run('wasm-bindgen', '--target', 'web', '--no-typescript', '--keep-lld-exports', '--out-dir', OUT, '--out-name', 'latch', join(CUT, 'latch.wasm'));

for (const name of readdirSync(CUT)) {
  if (name !== 'latch.wasm') renameSync(join(CUT, name), join(OUT, name));
}
/** Takes what `wasm-streams` exports out of the program and its bindings: it comes with Leptos, for calls to a server. */
function withoutStreams(program, bindings) {
  writeFileSync(program, wasm.withoutExports(readFileSync(program), /intounderlying/));
  const text = readFileSync(bindings, 'utf8')
    .replace(/^export class IntoUnderlying\w+ \{[^]*?^\}\n(?:if \(Symbol\.dispose\).*\n)?/gm, '')
    .replace(/^const IntoUnderlying\w+ = [^]*?;\n/gm, '');
  if (/intounderlying/i.test(text)) throw new Error(`${bindings}: what wasm-streams exports is written otherwise than before`);
  writeFileSync(bindings, text);
}

/** Its warnings about names that a later tool may know are left out: the names are not kept. */
function optimise(path, ...passes) {
  const args = [...passes, ...FEATURES.map((feature) => `--enable-${feature}`), '-o', path, path];
  const { status, error, stderr } = spawnSync('wasm-opt', args, { stdio: ['ignore', 'inherit', 'pipe'], encoding: 'utf8' });
  if (error) throw error;
  process.stderr.write(stderr.replace(/^warning: unknown name subsection.*\n/gm, ''));
  if (status !== 0) process.exit(status ?? 1);
}

// What packs smallest, which is not what is smallest: -Oz repeats itself less. The stack lies lowest (rustc), so no address is below 1024.
// A browser compiles a function when it is first called, and all of it: one that is called from one place only stays apart unless it is small.
const PASSES = ['-Os', '--one-caller-inline-max-function-size', '200', '--low-memory-unused', '--skip-pass=local-cse'];

/** What the program imports from its bindings gets short names: the long ones, with their hashes, would be in both files. */
function shortenImports(program, bindings) {
  const short = new Map();
  const from = './latch_bg.js';
  const text = readFileSync(bindings, 'utf8')
    .replace(/^( {8})(__wb\w+)(?=: )/gm, (_, indent, long) => {
      short.set(long, short.size.toString(36));
      return `${indent}"${short.get(long)}"`;
    })
    .replace(`"${from}"`, '"b"');
  const shortened = (entry) => {
    if (entry.module !== from) return entry;
    if (!short.has(entry.name)) throw new Error(`${entry.name}: not in ${bindings}`);
    return { ...entry, module: 'b', name: short.get(entry.name) };
  };
  const module = readFileSync(program);
  writeFileSync(program, wasm.changed(module, ({ id, body, bytes }) => (id === wasm.Section.IMPORT ? wasm.importSection(wasm.imports(body).map(shortened)) : bytes)));
  writeFileSync(bindings, text);
}

const PROGRAM = join(OUT, 'latch_bg.wasm');
const BINDINGS = join(OUT, 'latch.js');
withoutStreams(PROGRAM, BINDINGS);
if (release) {
  for (const name of readdirSync(OUT).filter((name) => name.endsWith('.wasm'))) {
    const path = join(OUT, name);
    if (process.env.LATCH_NAMES) {
      optimise(path, ...PASSES, '-g');
    } else {
      optimise(path, ...PASSES);
      writeFileSync(path, ordered(readFileSync(path)));
      optimise(path, '--reorder-functions-by-name');
    }
  }
  shortenImports(PROGRAM, BINDINGS);
}

// What is wanted together comes in one file: many small ones would each wait for their turn, and pack worse. Each is a module of
// its own that holds the others as custom sections, so that every host serves and packs it as it does the others. What the first touch wants
// is soon there, and an account with instances needs one file only: so what both need is in both.
const PACKS = { touch: ['touch'], account: ['engine', 'list'] };
const LINK = '__wasm_split.js';
let link = readFileSync(join(OUT, LINK), 'utf8');
const chunkFiles = new Map([...link.matchAll(/^const (__chunk_\d+) = [^]*?new URL\("\.\/([^"]+)/gm)].map(([, name, file]) => [name, file]));
const filesOf = (part) => {
  const [, own, uses] = link.match(new RegExp(`^export const __wasm_split_load_${part} = [^]*?new URL\\("\\./([^"]+)[^]*?, \\[([^\\]]*)\\]\\)\\);$`, 'm'));
  return [...uses.split(', ').filter(Boolean).map((use) => chunkFiles.get(use)), own];
};
const places = new Map();
const urls = [];
for (const [pack, parts] of Object.entries(PACKS)) {
  const packed = [wasm.HEADER];
  let end = wasm.HEADER.length;
  for (const file of new Set(parts.flatMap(filesOf))) {
    const bytes = readFileSync(join(OUT, file));
    const held = wasm.section(wasm.Section.CUSTOM, wasm.name(file.replace(/\.wasm$/, '')), bytes);
    packed.push(held);
    end += held.length;
    places.set(file, [...(places.get(file) ?? []), `[${pack}, ${end - bytes.length}, ${end}]`]);
  }
  writeFileSync(join(OUT, `${pack}.wasm`), Buffer.concat(packed));
  urls.push(`const ${pack} = new URL("./${pack}.wasm", import.meta.url).href;\n`);
}
for (const [file, at] of places) {
  const taken = link.replace(`fetch(new URL("./${file}", import.meta.url))`, `fromPack("${file}", ${at.join(', ')})`);
  if (taken === link) throw new Error(`${LINK}: ${file} is asked for otherwise than before`);
  link = taken;
  rmSync(join(OUT, file));
}
writeFileSync(join(OUT, LINK), [link, ...urls, FROM_PACK].join(''));

// One fingerprint for all of them: they belong together, and name each other in circles.
const hash = createHash('sha256');
for (const name of readdirSync(OUT).sort()) hash.update(name).update(readFileSync(join(OUT, name)));
const mark = hash.digest('hex').slice(0, 16);
const marked = (name) => name.replace(/^(.*?)(_bg)?\.(js|wasm)$/, `$1-${mark}$2.$3`);
const names = readdirSync(OUT);
for (const name of names.filter((name) => name.endsWith('.js'))) {
  let text = readFileSync(join(OUT, name), 'utf8');
  // Addresses only: the program knows its imports by the name that they had.
  text = text.replace(/((?:\bfrom|\bnew URL\()\s*["'](?:\.\/)?)([\w.]+)(?=["'])/g, (all, before, other) => (names.includes(other) ? before + marked(other) : all));
  const anyHost = text.replaceAll('WebAssembly.instantiateStreaming(src, imports)', 'instantiate(src, imports)');
  if (anyHost !== text) text = anyHost + INSTANTIATE;
  // tools/sizes.mjs reads the link between the parts, and it is small.
  if (release && name !== LINK) text = transformSync(text, { format: 'esm', target: 'es2022', minify: true, legalComments: 'none' }).code;
  writeFileSync(join(OUT, name), text);
}
for (const name of names) renameSync(join(OUT, name), join(OUT, marked(name)));
