// Runs the journeys, two files at a time. usage: node e2e/run.mjs [file …]; all of e2e/*.test.mjs without one.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

const dist = process.env.LATCH_DIST ?? 'dist';
if (!existsSync(`${dist}/index.html`)) {
  console.error(`No build in ${dist}/: run make build (or make debug, with LATCH_DIST=dist-debug) first.`);
  process.exit(1);
}
const named = process.argv.slice(2);
const files = named.length > 0 ? named : readdirSync('e2e').filter((name) => name.endsWith('.test.mjs')).sort().map((name) => `e2e/${name}`);
const args = ['--test', '--test-concurrency=2', '--test-timeout=180000', '--test-reporter=spec', ...files];
spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] }).on('exit', (code) => process.exit(code ?? 1));
