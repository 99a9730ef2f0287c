// A change acknowledged to one tab survives an import by another tab: the owner tab makes the new world from its own present one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, call, id, instance, live, load } from './fleet.mjs';
import { site, whenReady } from './harness.mjs';
import { LABELS, LANGUAGES } from './labels.mjs';

const { url, newPerson } = site();
const ROUNDS = 3;
const ADDS = 25;
const CREATIONS = 300;
const EACH = 200;

const ORDER = {
  RegionId: 'cn-hangzhou', ImageId: 'aliyun_3_x64_20G_alibase_20240528.vhd', InstanceType: 'ecs.g6.large', VSwitchId: 'vsw-bp1s5fnvk4gn2tws0',
  SecurityGroupId: 'sg-bp15ed6xe1yxeycg7',
};

async function tab(context, hash = '#/api') {
  const page = await context.newPage();
  await page.goto(url(hash));
  await whenReady(page);
  return page;
}

/** Creates, protects and releases, each step after the answer to the one before. Returns the acknowledged ids. */
const work = (page, protect, release) =>
  page.evaluate(
    async ([creations, order, protect, release]) => {
      const done = { created: [], protected: [], released: [] };
      for (let n = 0; n < creations; n++) {
        const { status, body } = await window.latch.call('RunInstances', { ...order, DeletionProtection: true });
        if (status === 200) done.created.push(...body.InstanceIdSets.InstanceIdSet);
        const [on, off] = [protect[n], release[n]];
        if (on && (await window.latch.call('ModifyInstanceAttribute', { InstanceId: on, DeletionProtection: true })).status === 200) done.protected.push(on);
        if (off && (await window.latch.call('DeleteInstance', { InstanceId: off, Force: true })).status === 200) done.released.push(off);
      }
      return done;
    },
    [CREATIONS, ORDER, protect, release],
  );

/** Adds instances by importing texts, one after the other. */
const add = (page, texts) =>
  page.evaluate(async (texts) => {
    let added = 0;
    for (const text of texts) added += (await window.latch.import(text, { mode: 'add' })).Instances;
    return added;
  }, texts);

for (const adder of ['the tab that follows', 'the tab that writes']) {
  test(`${adder} adds ${ADDS} times while the other creates, protects and releases: nothing that was answered is undone`, async (t) => {
    const context = await newPerson(t);
    const pages = [await tab(context), await tab(context)];
    const [adding, working] = adder === 'the tab that writes' ? pages : pages.toReversed();
    for (let round = 0; round < ROUNDS; round++) {
      const base = Array.from({ length: 2 * EACH }, (_, n) => id(round * 10_000 + n));
      await load(pages[0], base.map((InstanceId) => instance(0, { InstanceId, Status: 'Stopped' })));
      await working.waitForFunction(
        async ([first]) => (await window.latch.call('DescribeInstances', { RegionId: 'cn-hangzhou', InstanceIds: JSON.stringify([first]) })).body.TotalCount === 1,
        base,
      );
      const added = Array.from({ length: ADDS }, (_, n) => id(round * 10_000 + 5_000 + n));
      const texts = added.map((InstanceId) => JSON.stringify(answer([instance(0, { InstanceId })])));
      const [count, done] = await Promise.all([add(adding, texts), work(working, base.slice(0, EACH), base.slice(EACH))]);
      assert.deepEqual([count, done.created.length, done.protected.length, done.released.length], [ADDS, CREATIONS, EACH, EACH]);
      assert.equal(new Set([...done.created, ...base, ...added]).size, CREATIONS + 2 * EACH + ADDS, 'no id is given twice');
      for (const page of pages) {
        // When the last commit has arrived, all earlier ones have arrived too.
        if (page !== working) await page.waitForFunction(async ([last]) => (await window.latch.call('DescribeInstances', { RegionId: 'cn-hangzhou', InstanceIds: JSON.stringify([last]) })).body.TotalCount === 1, [done.created.at(-1)]);
        const told = JSON.parse(await page.evaluate(() => window.latch.export()));
        const there = new Map(told.Instances.Instance.map((one) => [one.InstanceId, one]));
        const lost = [...done.created, ...added, ...done.protected].filter((one) => !there.has(one));
        const off = [...done.created, ...done.protected].filter((one) => there.get(one)?.DeletionProtection !== true);
        const alive = done.released.filter((one) => there.has(one));
        assert.deepEqual([lost, off, alive], [[], [], []]);
        const recorded = told.Activity.flatMap(({ Outcomes }) => Outcomes.flatMap(({ InstanceIds }) => InstanceIds));
        const unrecorded = [...done.created, ...done.released, ...done.protected].filter((one) => !recorded.includes(one));
        assert.deepEqual(unrecorded, []);
        const numbers = told.Activity.map(({ Number }) => Number);
        assert.ok(numbers.every((number, n) => n === 0 || number === numbers[n - 1] + 1), 'no record is missing');
      }
      t.diagnostic(`round ${round + 1}: ${CREATIONS} created, ${EACH} protected, ${EACH} released, ${ADDS} added: none lost`);
    }
    await pages[0].reload();
    await whenReady(pages[0]);
    assert.equal(await pages[0].getByTestId('storage-notice').count(), 0);
  });
}

for (const language of LANGUAGES) {
  test(`${language}: an import that replaces takes away what was shown, or shows anew what it would take`, async (t) => {
    const labels = LABELS[language];
    const context = await newPerson(t, { language });
    const other = await tab(context);
    await load(other, [instance(1), instance(2)]);
    const page = await tab(context, '#/instances');
    await page.getByRole('link', { name: id(2) }).waitFor();
    await page.getByRole('button', { name: labels.data }).click();
    await page.getByRole('menuitem', { name: labels.import }).click();
    await page.getByTestId('import-text').fill(JSON.stringify(answer([instance(9)])));
    await page.getByTestId('import-what').waitFor();
    // This page need not know of the change yet: the owner tab knows.
    assert.equal((await call(other, 'ModifyInstanceAttribute', { InstanceId: id(1), DeletionProtection: true })).status, 200);
    await page.getByTestId('import-run').click();
    await page.getByTestId('import-outdated').waitFor();
    assert.deepEqual([...(await live(other)).keys()].sort(), [id(1), id(2)]);
    await page.getByTestId('import-run').click();
    await page.getByRole('link', { name: id(9) }).waitFor();
    assert.deepEqual([...(await live(other)).keys()], [id(9)]);
  });
}
