// Several tabs of one person: one writes, all follow, and nothing that was answered is lost when the writer goes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, id, instance, live, load } from './fleet.mjs';
import { site, whenReady } from './harness.mjs';

const { url, newPerson } = site();

async function tab(context, hash = '#/instances') {
  const page = await context.newPage();
  await page.goto(url(hash));
  await whenReady(page);
  return page;
}

/** Waits until this tab's own world has the instance with this flag. */
const follows = (page, n, on) =>
  page.waitForFunction(
    async ([id, on]) => {
      const { body } = await window.latch.call('DescribeInstances', { RegionId: 'cn-hangzhou', InstanceIds: JSON.stringify([id]) });
      return body.Instances.Instance[0]?.DeletionProtection === on;
    },
    [id(n), on],
  );

test('what one tab does the other shows, whichever of them does it', async (t) => {
  const context = await newPerson(t);
  const first = await tab(context);
  const second = await tab(context);
  await load(first, [instance(1), instance(2)]);
  await second.getByRole('link', { name: id(2) }).waitFor();
  assert.equal((await call(second, 'ModifyInstanceAttribute', { InstanceId: id(1), DeletionProtection: true })).status, 200);
  await follows(first, 1, true);
  await first.getByRole('row').filter({ hasText: id(1) }).getByTestId('cell-protection').getByText('On').waitFor();
  assert.equal((await call(first, 'ModifyInstanceAttribute', { InstanceId: id(1), DeletionProtection: false })).status, 200);
  await follows(second, 1, false);
});

test('the writer is closed at once after an answer: the next tab has everything and goes on', async (t) => {
  const context = await newPerson(t);
  let writer = await tab(context);
  await load(writer, Array.from({ length: 20 }, (_, n) => instance(n)));
  for (let n = 0; n < 10; n++) {
    const next = await tab(context);
    assert.equal((await call(writer, 'ModifyInstanceAttribute', { InstanceId: id(n), DeletionProtection: true })).status, 200);
    await writer.close();
    assert.equal((await call(next, 'ModifyInstanceAttribute', { InstanceId: id(n + 10), DeletionProtection: true })).status, 200);
    writer = next;
  }
  assert.ok([...(await live(writer)).values()].every((instance) => instance.DeletionProtection));
  await writer.reload();
  await whenReady(writer);
  assert.ok([...(await live(writer)).values()].every((instance) => instance.DeletionProtection));
});

test('two tabs give many commands at once: each is carried out once, both agree', async (t) => {
  const context = await newPerson(t);
  const tabs = [await tab(context), await tab(context)];
  await load(tabs[0], [instance(0)]);
  await tabs[1].getByRole('link', { name: id(0) }).waitFor();
  const run = (page) =>
    page.evaluate(() =>
      Promise.all(
        Array.from({ length: 15 }, () =>
          window.latch.call('RunInstances', {
            RegionId: 'cn-hangzhou', ImageId: 'aliyun_3_x64_20G_alibase_20240528.vhd', InstanceType: 'ecs.g6.large',
            VSwitchId: 'vsw-bp1s5fnvk4gn2tws0', SecurityGroupId: 'sg-bp15ed6xe1yxeycg7',
          }),
        ),
      ),
    );
  const answers = (await Promise.all(tabs.map(run))).flat();
  assert.ok(answers.every(({ status }) => status === 200), JSON.stringify(answers.find(({ status }) => status !== 200)));
  const ids = answers.flatMap(({ body }) => body.InstanceIdSets.InstanceIdSet);
  assert.equal(new Set(ids).size, 30);
  for (const page of tabs) {
    await page.waitForFunction(async () => (await window.latch.call('DescribeInstances', { RegionId: 'cn-hangzhou' })).body.TotalCount === 31);
  }
});
