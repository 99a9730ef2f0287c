// Builds the program into .gen/program/: compiles it, cuts it into its parts (src/app/parts.rs), makes the bindings, and in a
// release optimises every part. Runs as Trunk's pre_build hook; tools/finish.mjs puts the result into the page.
// usage: TRUNK_PROFILE=release|debug node tools/program.mjs
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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

function run(program, ...args) {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

for (const folder of [OUT, CUT]) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

run('cargo', 'build', '--locked', '--target', 'wasm32-unknown-unknown', '--bin', 'latch', ...(release ? ['--release'] : []));
const target = process.env.CARGO_TARGET_DIR ?? 'target';
run('wasm-split-cli', `${target}/wasm32-unknown-unknown/${release ? 'release' : 'debug'}/latch.wasm`, CUT, '--out-name', 'latch');
// The parts call what the linker exports.
run('wasm-bindgen', '--target', 'web', '--no-typescript', '--keep-lld-exports', '--out-dir', OUT, '--out-name', 'latch', join(CUT, 'latch.wasm'));

for (const name of readdirSync(CUT)) {
  if (name !== 'latch.wasm') renameSync(join(CUT, name), join(OUT, name));
}
if (release) {
  for (const name of readdirSync(OUT).filter((name) => name.endsWith('.wasm'))) {
    const path = join(OUT, name);
    run('wasm-opt', '-Oz', ...(process.env.LATCH_NAMES ? ['-g'] : []), ...FEATURES.map((feature) => `--enable-${feature}`), '-o', path, path);
  }
}

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
  writeFileSync(join(OUT, name), text);
}
for (const name of names) renameSync(join(OUT, name), join(OUT, marked(name)));
