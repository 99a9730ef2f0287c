// Runs the journeys, two files at a time, in ENGINE (chromium without it). usage: node e2e/run.mjs [--choice | --left-out] [file …]; all of
// e2e/*.test.mjs without one. `--choice`: the journeys that `make test` runs in an engine besides Chromium. `--left-out`: the journeys that cannot
// run in this engine, each of which must fail; a run of all does that too. Both are defined in e2e/engines.mjs.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { CHOICE, LEFT_OUT } from './engines.mjs';

const dist = process.env.LATCH_DIST ?? 'dist';
if (!existsSync(`${dist}/index.html`)) {
  console.error(`No build in ${dist}/: run make build (or make debug, with LATCH_DIST=dist-debug) first.`);
  process.exit(1);
}
const engine = process.env.ENGINE || 'chromium';
const leftOut = LEFT_OUT[engine];
if (!leftOut) {
  console.error(`No engine ${engine}. There are: ${Object.keys(LEFT_OUT).join(', ')}.`);
  process.exit(2);
}
const given = process.argv.slice(2);
const named = given.filter((arg) => !arg.startsWith('--'));
const isChoice = given.includes('--choice');
const isLeftOut = given.includes('--left-out');

const all = readdirSync('e2e').filter((name) => name.endsWith('.test.mjs')).sort();
const choice = isChoice ? CHOICE[engine] : undefined;
if (isChoice && !choice) {
  console.error(`In ${engine} all is run, there is no choice.`);
  process.exit(2);
}
const files = named.length > 0 ? named : (choice?.files ?? all.map((name) => `e2e/${name}`));
const oneOf = (names) => `(?:${names.map((name) => name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|')})$`;
const names = leftOut.map(({ test }) => test);
// The timeout of a file on a machine with other load.
const timeout = 600_000;

/** Runs the tests whose names match a pattern, or all without one. */
function run(pattern) {
  const patterns = pattern ? [`--test-name-pattern=/${pattern}/`] : [];
  const args = ['--test', '--test-concurrency=2', `--test-timeout=${timeout}`, '--test-reporter=spec', ...patterns, ...files];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  // A signal to this process also ends the journeys, which then close their browsers.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      process.kill(-child.pid, 'SIGTERM');
      process.exit(1);
    });
  }
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part) => {
    process.stdout.write(part);
    text += part;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code: code ?? 1, text })));
}

/** Runs the journeys that are left out; an entry that does not exist, or passes, is an error. */
async function runLeftOut() {
  console.log(`\nLeft out in ${engine}, each of which has to fail:`);
  const { text } = await run(`^${oneOf(names)}`);
  const tooMany = names.filter((name) => !text.includes(`✖ ${name}`));
  for (const name of tooMany) console.error(`No longer to be left out in ${engine}: ${name}`);
  return tooMany.length > 0 ? 1 : 0;
}

if (isLeftOut) process.exit(names.length > 0 ? await runLeftOut() : 0);
const without = [names.length > 0 && oneOf(names), choice?.alsoInChinese && `zh-CN: (?!${oneOf(choice.alsoInChinese)})`].filter(Boolean);
// A test that matches the pattern is run with everything inside it, so the root of each file must not match.
const pattern = choice?.only ? `^${oneOf(choice.only)}` : without.length > 0 && `^(?!<root>|${without.join('|')})`;
const { code, text } = await run(pattern);
const notThere = (choice?.only ?? []).filter((name) => named.length === 0 && !text.includes(` ${name} (`));
for (const name of notThere) console.error(`Not there to be run in ${engine}: ${name}`);
const isAll = named.length === 0 && !isChoice && names.length > 0;
process.exit(code || (notThere.length > 0 ? 1 : 0) || (isAll ? await runLeftOut() : 0));
