// Builds the program into .gen/program/: compiles it, cuts it into its parts (src/app/parts.rs), makes the bindings, and in a
// release optimises every part. Runs as Trunk's pre_build hook; tools/finish.mjs puts the result beside the page.
// usage: TRUNK_PROFILE=release|debug node tools/program.mjs
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import './style.mjs';

const release = process.env.TRUNK_PROFILE === 'release';
const OUT = '.gen/program';
const CUT = '.gen/cut';
/** The generated module that loads the parts. */
const LINK = join(OUT, '__wasm_split.js');
// What rustc uses by default for this target.
const FEATURES = ['bulk-memory', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext'];
// Chosen for the smallest compressed size, which differs from the smallest size: -Oz leaves less repetition. The stack is at the lowest addresses
// (rustc), so no data is below 1024. A browser compiles a function as a whole when it is first called, so a function with only one caller is not
// inlined unless it is small.
const PASSES = ['-Os', '--one-caller-inline-max-function-size', '200', '--low-memory-unused', '--skip-pass=local-cse'];
/**
 * Parts that are needed together are packed into one file: many small files would be loaded one after another, and compress worse. The first touch
 * needs its file soon, and an account with instances needs only one file, so code that both need is in both.
 */
const PACKS = { touch: ['touch'], account: ['engine', 'list'] };

function run(program, ...args) {
  const { status, error, stderr } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'pipe'], encoding: 'utf8', maxBuffer: Infinity });
  if (error) throw error;
  // wasm-opt warns about name sections it does not know; names are not kept anyway.
  process.stderr.write(stderr.replace(/^warning: unknown name subsection.*\n/gm, ''));
  if (status !== 0) process.exit(status ?? 1);
}

for (const folder of [OUT, CUT]) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

// In a panic message, the path of a library begins with the library's name, not with a folder of this machine.
const libraries = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry/src');
const unnamed = (existsSync(libraries) ? readdirSync(libraries) : []).map((index) => `--remap-path-prefix=${join(libraries, index)}/=`);
const inRelease = ['--release', '--config', `target.wasm32-unknown-unknown.rustflags=${JSON.stringify(unnamed)}`];
const cargo = spawnSync('cargo', ['build', '--locked', '--target', 'wasm32-unknown-unknown', '--bin', 'latch', ...(release ? inRelease : [])], { stdio: 'inherit' });
if (cargo.error) throw cargo.error;
if (cargo.status !== 0) process.exit(cargo.status ?? 1);

const target = process.env.CARGO_TARGET_DIR ?? 'target';
run('wasm-split-cli', `${target}/wasm32-unknown-unknown/${release ? 'release' : 'debug'}/latch.wasm`, CUT, '--out-name', 'latch');
// The linker's exports are kept, because the parts call them.
run('wasm-bindgen', '--target', 'web', '--no-typescript', '--keep-lld-exports', '--out-dir', OUT, '--out-name', 'latch', join(CUT, 'latch.wasm'));
for (const name of readdirSync(CUT)) {
  if (name !== 'latch.wasm') renameSync(join(CUT, name), join(OUT, name));
}

if (release) {
  for (const name of readdirSync(OUT).filter((name) => name.endsWith('.wasm'))) {
    run('wasm-opt', ...PASSES, ...FEATURES.map((feature) => `--enable-${feature}`), '-o', join(OUT, name), join(OUT, name));
  }
}

// ---- packs ---------------------------------------------------------------------------------------------------------------

/** The files of each part, by the part's name, as the generated link module names them: the shared files, and its own. */
function filesOfParts(link) {
  const FILE = '[^]*?new URL\\("\\./([^"]+)"';
  const shared = new Map([...link.matchAll(new RegExp(`^const (__chunk_\\d+) = ${FILE}`, 'gm'))].map(([, name, file]) => [name, file]));
  const loaders = link.matchAll(new RegExp(`^export const __wasm_split_load_(\\w+) = ${FILE}[^]*?, \\[([^\\]]*)\\]\\)\\);$`, 'gm'));
  return new Map([...loaders].map(([, part, own, uses]) => [part, [...uses.split(', ').filter(Boolean).map((use) => shared.get(use)), own]]));
}

const link = readFileSync(LINK, 'utf8');
const files = filesOfParts(link);
/** Where each packed file is: `[pack, start, end]`, once for each pack that contains it. The smallest pack comes first. */
const packed = {};
for (const [pack, parts] of Object.entries(PACKS)) {
  const missing = parts.find((part) => !files.get(part)?.every(Boolean));
  if (missing) throw new Error(`${LINK}: the files of the part ${missing} are named otherwise than before`);
  const names = [...new Set(parts.flatMap((part) => files.get(part)))];
  const bodies = names.map((name) => readFileSync(join(OUT, name)));
  let end = 0;
  for (const [n, name] of names.entries()) (packed[name] ??= []).push([pack, end, (end += bodies[n].length)]);
  writeFileSync(join(OUT, `${pack}.wasm`), Buffer.concat(bodies));
}
for (const name of Object.keys(packed)) {
  if (!link.includes(`fetch(new URL("./${name}"`)) throw new Error(`${LINK}: ${name} is asked for otherwise than by fetch, so it would not come out of its pack`);
  rmSync(join(OUT, name));
}

const MINIFY = { format: 'esm', target: 'es2022', minify: release, legalComments: 'none' };
const written = (path, text) => writeFileSync(path, transformSync(text, MINIFY).code);
written(LINK, `${link}const PACKED = ${JSON.stringify(packed)};\n${readFileSync('web/fetch-part.js', 'utf8')}`);
written(join(OUT, 'latch.js'), readFileSync(join(OUT, 'latch.js'), 'utf8'));

/** The file that a part fetches to get one of its files. If several packs contain it: the part's own, else the last, which is requested by then. */
const fetched = (part) => (file) => {
  const packs = (packed[file] ?? []).map(([pack]) => pack);
  return packs.length === 0 ? file : `${packs.find((pack) => pack === part) ?? packs.at(-1)}.wasm`;
};
// For tools/sizes.mjs.
const partFiles = [...files].map(([part, names]) => [part, [...new Set(names.map(fetched(part)))]]);
writeFileSync(join(OUT, 'parts.json'), JSON.stringify(Object.fromEntries(partFiles)));
