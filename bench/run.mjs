// Measures Latch side by side with its peers, in one run of the comparison harness in the folder PERF (default ../shared/perf), and the cost of
// API calls. Without the harness, only the latter. Prints the tables; the harness's own results stay in .tools/perf/results.
// `--keep` also writes them into docs/performance.md, between its marks.
// usage: node bench/run.mjs [--keep] [--runs 5] [--sizes 1000,10000,100000] [--targets vanilla,latch] [--phases cold,ops]
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const PERF = resolve(process.env.PERF ?? '../shared/perf');
/** The harness is copied, since it builds its peers beside itself. */
const COPY = resolve('.tools/perf');

function run(program, args, cwd) {
  const { status, error } = spawnSync(program, args, { cwd, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Copies newer files, and installs and builds only what is missing. */
function prepare() {
  mkdirSync(COPY, { recursive: true });
  const isSource = (path) => !/\/(node_modules|dist|results)(\/|$)/.test(path.slice(PERF.length));
  cpSync(PERF, COPY, { recursive: true, filter: isSource });
  if (!existsSync(join(COPY, 'node_modules'))) run('npm', [existsSync(join(COPY, 'package-lock.json')) ? 'ci' : 'install', '--no-audit', '--no-fund', '--loglevel=error'], COPY);
  if (!existsSync(join(COPY, 'dist/vanilla'))) run('npm', ['run', '--silent', 'build'], COPY);
}

/** The output of a program, which is also printed here. */
function said(program, args) {
  const { status, error, stdout } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
  process.stdout.write(stdout);
  return stdout;
}

const KEPT = 'docs/performance.md';
function keep(tables) {
  const [before, , after] = readFileSync(KEPT, 'utf8').split(/^<!-- (?:begin|end) of the tables -->$/m);
  writeFileSync(KEPT, `${before}<!-- begin of the tables -->\n\n${tables.trim()}\n\n<!-- end of the tables -->${after}`);
}

const keeps = process.argv.includes('--keep');
let tables = '';
if (existsSync(join(PERF, 'bench.mjs'))) {
  prepare();
  const asked = process.argv.slice(2).filter((option) => option !== '--keep');
  const option = (name, value) => (asked.includes(name) ? [] : [name, value]);
  run('node', ['bench.mjs', '--config', resolve('bench/targets.json'), ...option('--runs', '5'), ...option('--phases', 'cold,ops'), ...asked], COPY);
  const { report } = await import(pathToFileURL(join(COPY, 'lib/report.mjs')));
  tables = report(JSON.parse(readFileSync(join(COPY, 'results/latest.json'), 'utf8')));
} else {
  console.log(`No comparison harness in ${PERF} (set PERF to its folder): Latch alone.\n`);
}
console.log('\n### Calls of the API\n');
const calls = said('node', ['bench/api.mjs', 'dist']);
if (keeps) keep(`${tables}\n### Calls of the API\n\n\`\`\`text\n${calls.trim()}\n\`\`\``);
