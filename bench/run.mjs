// Measures Latch side by side with its peers, in one run of the comparison harness in the folder PERF (default ../shared/perf), and what calls
// of the API cost. Without the harness only the latter. Prints the tables; the harness's own results stay in .tools/perf/results.
// usage: node bench/run.mjs [--runs 5] [--sizes 1000,10000,100000] [--targets vanilla,latch] [--phases cold,ops]
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const PERF = resolve(process.env.PERF ?? '../shared/perf');
/** The harness is copied, since it builds its peers beside itself. */
const COPY = resolve('.tools/perf');

function run(program, args, cwd) {
  const { status, error } = spawnSync(program, args, { cwd, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Copies what is newer, and installs and builds only what is not there yet. */
function prepare() {
  mkdirSync(COPY, { recursive: true });
  const isSource = (path) => !/\/(node_modules|dist|results)(\/|$)/.test(path.slice(PERF.length));
  cpSync(PERF, COPY, { recursive: true, filter: isSource });
  if (!existsSync(join(COPY, 'node_modules'))) run('npm', [existsSync(join(COPY, 'package-lock.json')) ? 'ci' : 'install', '--no-audit', '--no-fund', '--loglevel=error'], COPY);
  if (!existsSync(join(COPY, 'dist/vanilla'))) run('npm', ['run', '--silent', 'build'], COPY);
}

if (existsSync(join(PERF, 'bench.mjs'))) {
  prepare();
  const asked = process.argv.slice(2);
  const option = (name, value) => (asked.includes(name) ? [] : [name, value]);
  run('node', ['bench.mjs', '--config', resolve('bench/targets.json'), ...option('--runs', '5'), ...option('--phases', 'cold,ops'), ...asked], COPY);
} else {
  console.log(`No comparison harness in ${PERF} (set PERF to its folder): Latch alone.\n`);
}
console.log('\n### Calls of the API\n');
run('node', ['bench/api.mjs', 'dist']);
