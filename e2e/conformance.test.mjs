// ECS conformance through the built page: the cases of crates/ecs/tests/conformance/, which crates/ecs/tests/ecs/conformance.rs runs without a
// browser, are sent to `window.latch`. The format of a case is described in crates/ecs/tests/ecs/support/cases.rs. The fleet has a paused clock, so
// that time passes only where a case waits.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { site } from './harness.mjs';

const { newPage } = site();
const FOLDER = 'crates/ecs/tests/conformance';
const NO_CASES = ['fleet.json', 'journeys.json', 'orders.json', 'rows.json', 'unreachable.json'];
const START = '2021-07-02T10:00:00Z';

const text = (name) => readFileSync(`${FOLDER}/${name}`, 'utf8');
const fleet = text('fleet.json');
const orders = JSON.parse(text('orders.json'));

/** The value at a JSON pointer; `undefined` if there is none. */
const at = (value, pointer) => pointer.split('/').slice(1).reduce((inner, part) => inner?.[part], value);

/** A value with its shorthands written out. */
function filled(value, saved) {
  if (typeof value === 'string') return value.replace(/\$\{(\w+)\}/g, (whole, name) => saved[name] ?? whole);
  if (Array.isArray(value)) return value.map((item) => filled(item, saved));
  if (value === null || typeof value !== 'object') return value;
  const [[name, given] = []] = Object.entries(value);
  if (name === '$numbered') return Array.from({ length: given[1] }, (_, n) => JSON.parse(JSON.stringify(given[0]).replaceAll('#', n + 1)));
  if (name === '$repeated') return given[0].repeat(given[1]);
  if (name === '$text') return JSON.stringify(filled(given, saved));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filled(inner, saved)]));
}

/** A step's parameters: its own override those of the order that it refers to. */
function parameters(step, saved) {
  const own = filled(step.params, saved);
  if (!step.with) return own;
  return Object.fromEntries(Object.entries({ ...orders[step.with], ...own }).filter(([, value]) => value !== null));
}

/** Runs a step in the page; returns the answer, and instances and records before and after. */
function take(page, step, params) {
  return page.evaluate(async ([{ call, simulate, wait }, params]) => {
    const { latch } = window;
    const before = await latch.export();
    const answer = call !== undefined ? await latch.call(call, params)
      : simulate !== undefined ? await latch.simulate(simulate, params)
        : await latch.clock.advance(wait);
    return { answer, before, after: await latch.export() };
  }, [step, params]);
}

function assertAnswer(step, { status, body }, saved) {
  assert.equal(status, step.status);
  assert.match(body.RequestId, /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
  for (const name of ['HostId', 'Code', 'Message', 'Recommend']) {
    assert.equal(typeof body[name] === 'string' && body[name] !== '', status !== 200, name);
  }
  if (step.code) assert.equal(body.Code, step.code);
  if (step.message) assert.equal(body.Message, step.message);
  for (const [pointer, wanted] of Object.entries(step.has ?? {})) assert.deepEqual(at(body, pointer), filled(wanted, saved), pointer);
  for (const pointer of step.lacks ?? []) assert.equal(at(body, pointer), undefined, pointer);
  for (const [pointer, wanted] of Object.entries(step.count ?? {})) assert.equal(at(body, pointer)?.length, wanted, pointer);
  if (step.keys) assert.deepEqual(Object.keys(body).sort(), step.keys);
}

function assertEffect(step, before, after, saved) {
  const strict = step.call !== undefined;
  const byId = ({ Instances }) => new Map(Instances.Instance.map((instance) => [instance.InstanceId, instance]));
  const [was, is] = [byId(before), byId(after)];
  const changes = step.changes ?? (strict ? {} : undefined);
  if (changes) {
    const changed = [...was.keys()].filter((id) => JSON.stringify(was.get(id)) !== JSON.stringify(is.get(id)));
    const wanted = Object.entries(changes).map(([id, to]) => [filled(id, saved), to]);
    assert.deepEqual(changed.sort(), wanted.map(([id]) => id).sort(), 'who is another');
    for (const [id, to] of wanted) {
      assert.equal(is.has(id), to !== null, id);
      for (const [pointer, value] of Object.entries(to ?? {})) assert.deepEqual(at(is.get(id), pointer), filled(value, saved), id + pointer);
    }
  }
  const created = [...is.keys()].filter((id) => !was.has(id)).length;
  if (strict || step.creates !== undefined) assert.equal(created, step.creates ?? 0, 'how many are created');
  const records = after.Activity.slice(before.Activity.length);
  if (step.records !== undefined) assert.equal(records.length, step.records, JSON.stringify(records));
  if (strict && step.status !== 200) {
    assert.ok(records.every(({ Refused, Act }) => Refused && Act.startsWith('DeleteInstance')), JSON.stringify(records));
  }
}

async function play(page, { steps }) {
  const saved = {};
  const now = await page.evaluate(async (fleet) => {
    await window.latch.reset();
    await window.latch.import(fleet);
    return window.latch.clock.now();
  }, fleet);
  assert.equal(now, START);
  for (const [n, step] of steps.entries()) {
    const params = parameters(step, saved);
    const { answer, before, after } = await take(page, step, params);
    try {
      if (step.wait === undefined) assertAnswer(step, answer, saved);
      assertEffect(step, JSON.parse(before), JSON.parse(after), saved);
    } catch (error) {
      const what = step.call ?? step.simulate ?? `wait ${step.wait}`;
      throw new Error(`step ${n + 1}, ${what} ${JSON.stringify(params)?.slice(0, 300)}\n  ${error.message}\n  ${JSON.stringify(answer)?.slice(0, 600)}`);
    }
    for (const [name, pointer] of Object.entries(step.save ?? {})) saved[name] = at(answer.body, pointer);
  }
}

test('every case of the conformance suite is answered by the page as documented', async (t) => {
  // A page that shows no instances: only the answers of the API matter here.
  const page = await newPage(t, { hash: '#/released' });
  for (const file of readdirSync(FOLDER).filter((name) => !NO_CASES.includes(name)).sort()) {
    const cases = JSON.parse(text(file)).filter(({ pending }) => !pending);
    await t.test(`${file}: ${cases.length} cases`, async () => {
      const failures = [];
      for (const one of cases) {
        await play(page, one).catch((error) => failures.push(`${one.operation} [${one.mark}] ${one.title}: ${error.message}`));
      }
      assert.equal(failures.length, 0, `${failures.length} failed:\n${failures.join('\n')}`);
    });
  }
});
