// Runs every check and test, the cheapest first, stops at the first step that fails, and counts.
// usage: node tools/test.mjs [step …] — all without one. Needs the tools of tools/setup.sh on PATH (make test).
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

const WASM = ['--target', 'wasm32-unknown-unknown'];
const browserTests = existsSync('tests/web.rs');

const CORE = ['latch-rules', 'latch-ecs', 'latch-session'].flatMap((name) => ['-p', name]);

/** Run only when named: the other steps include them. */
const QUICK = [
  { name: 'quick-format', command: ['cargo', 'fmt', '--all', '--check'], hint: 'run cargo fmt --all' },
  { name: 'quick-lint', command: ['cargo', 'clippy', '--locked', ...CORE, '--all-targets', '--', '-D', 'warnings'] },
  { name: 'quick-native', command: ['cargo', 'test', '--locked', ...CORE], env: { LATCH_SCHEDULES: '4000', LATCH_FUZZ: '500' } },
];

const STEPS = [
  { name: 'format', command: ['cargo', 'fmt', '--all', '--check'], hint: 'run cargo fmt --all' },
  { name: 'lint', command: ['cargo', 'clippy', '--locked', '--workspace', '--all-targets', '--', '-D', 'warnings'] },
  { name: 'lint-wasm', command: ['cargo', 'clippy', '--locked', ...WASM, '--lib', ...(browserTests ? ['--test', 'web'] : []), '--', '-D', 'warnings'] },
  { name: 'native', command: ['cargo', 'test', '--locked', '--workspace', '--no-fail-fast'] },
  browserTests && { name: 'wasm', command: ['cargo', 'test', '--locked', '--profile', 'dev', ...WASM, '--test', 'web'] },
  { name: 'build', command: ['make', '--no-print-directory', 'build'] },
  { name: 'journeys', command: ['node', 'e2e/run.mjs'] },
  { name: 'firefox', command: ['node', 'e2e/run.mjs', '--choice'], env: { ENGINE: 'firefox' } },
  { name: 'webkit', command: ['node', 'e2e/run.mjs', '--choice'], env: { ENGINE: 'webkit' } },
].filter(Boolean);

const counted = { passed: 0, failed: 0 };

/** The counts that cargo's and Node's test runners print at the end of a part. */
function count(text) {
  const plain = text.replace(/\x1b\[[0-9;]*m/g, '');
  for (const [, passed, failed] of plain.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed/gm)) {
    counted.passed += Number(passed);
    counted.failed += Number(failed);
  }
  for (const [, what, number] of plain.matchAll(/^ℹ (pass|fail) (\d+)$/gm)) counted[`${what}ed`] += Number(number);
}

function run([program, ...args], more) {
  const env = { ...process.env, ...(process.stdout.isTTY && { CARGO_TERM_COLOR: 'always' }), ...more };
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part) => {
    process.stdout.write(part);
    text += part;
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      count(text);
      resolve(code === 0 ? null : `ended with ${code ?? signal}`);
    });
  });
}

const asked = process.argv.slice(2);
const steps = asked.join() === 'quick' ? QUICK : STEPS.filter((step) => asked.length === 0 || asked.includes(step.name));
const unknown = asked.filter((name) => name !== 'quick' && !STEPS.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`No step ${unknown.join(', ')}. There are: ${STEPS.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
let failure;
for (const { name, command, env, hint } of steps) {
  console.log(`\n── ${name}: ${command.join(' ')}`);
  const start = Date.now();
  const failedBefore = counted.failed;
  const wrong = await run(command, env);
  const seconds = ((Date.now() - start) / 1000).toFixed(0);
  console.log(`── ${name}: ${wrong ?? 'ok'} (${seconds} s)`);
  if (wrong) {
    // A failed step without tests counts as one failed test.
    if (counted.failed === failedBefore) counted.failed += 1;
    failure = `The step ${name} failed${hint ? `: ${hint}` : ''}. Again only this one: ${name.startsWith('quick') ? 'make quick' : `make test STEPS=${name}`}`;
    break;
  }
}
if (failure) console.error(`\n${failure}`);
console.log(`\n${counted.passed} passed, ${counted.failed} failed`);
process.exit(failure ? 1 : 0);
