// Out of memory: the program ends, the page says so, and all acknowledged changes are there afterwards.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, call, id, instance, live, load } from './fleet.mjs';
import { site, whenReady } from './harness.mjs';

/** Pages of 64 KiB that the program may use: enough for the console, not for the large import. */
const PAGES = 800;
const TOO_MANY = 60_000;

const { newPage } = site({ args: [`--js-flags=--wasm-max-mem-pages=${PAGES}`] });

test('an account that does not fit into memory ends the program, which says so; the last commit is intact', async (t) => {
  const page = await newPage(t, { hash: '#/instances', allow: [/unreachable|memory|RuntimeError|panicked|allocation/i] });
  await load(page, [instance(1)]);
  assert.equal((await call(page, 'ModifyInstanceAttribute', { InstanceId: id(1), DeletionProtection: true })).status, 200);
  const huge = JSON.stringify(answer(Array.from({ length: TOO_MANY }, (_, n) => instance(n, { Description: `one of very many, number ${n}` }))));
  await page.evaluate((text) => void setTimeout(() => window.latch.import(text)), huge);
  const dialog = page.getByRole('alertdialog', { name: 'Latch stopped working' });
  await dialog.waitFor();
  await dialog.getByRole('button', { name: 'Reload' }).click();
  await dialog.waitFor({ state: 'detached' });
  await whenReady(page);
  const all = await live(page);
  assert.deepEqual([...all.keys()], [id(1)]);
  assert.equal(all.get(id(1)).DeletionProtection, true);
});
