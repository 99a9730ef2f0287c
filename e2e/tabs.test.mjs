// Several tabs of one person: one is the owner, all others follow, and no acknowledged change is lost when the owner closes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, id, instance, live, load } from './fleet.mjs';
import { FOLDER, site, whenReady } from './harness.mjs';

const { url, newPerson } = site();

async function tab(context, hash = '#/instances') {
  const page = await context.newPage();
  await page.goto(url(hash));
  await whenReady(page);
  return page;
}

/** Waits until the instance has this flag in this tab's own world. */
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

/** Takes the owner's lock, as any page of the origin may, and holds it until `giveBack()`. */
const steal = (page) =>
  page.evaluate(
    (name) =>
      new Promise((stolen) => {
        const hold = () => {
          stolen();
          return new Promise((giveBack) => (window.giveBack = giveBack));
        };
        navigator.locks.request(name, { steal: true }, hold).catch(() => {});
      }),
    `latch:${FOLDER}:owner`,
  );

const protect = (page, n, on = true) => call(page, 'ModifyInstanceAttribute', { InstanceId: id(n), DeletionProtection: on });

for (const [language, said] of [['en', /Another page took over writing/], ['zh-CN', /另一个页面接管了此标签页的写入/]]) {
  test(`${language}: a writer whose lock another page takes says so, writes no more, and follows whoever writes next`, async (t) => {
    const context = await newPerson(t, { language });
    const writer = await tab(context);
    await load(writer, Array.from({ length: 3 }, (_, n) => instance(n)));
    const other = await tab(context);
    await other.getByRole('link', { name: id(2) }).waitFor();
    assert.equal((await protect(writer, 0)).status, 200);
    await steal(other);
    await writer.getByText(said).first().waitFor();
    const before = await writer.evaluate(() => JSON.stringify(localStorage));
    const waits = protect(writer, 1);
    assert.equal(await writer.evaluate(() => JSON.stringify(localStorage)), before, 'nothing is written without the lock');
    await other.evaluate(() => window.giveBack());
    assert.equal((await waits).status, 200);
    assert.equal((await protect(other, 2)).status, 200);
    for (const page of [writer, other]) {
      for (let n = 0; n < 3; n++) await follows(page, n, true);
    }
    await writer.reload();
    await whenReady(writer);
    assert.ok([...(await live(writer)).values()].every((instance) => instance.DeletionProtection));
  });
}

test('a page that leaves says nothing of its lock, which a browser may end while the page still runs', async (t) => {
  const context = await newPerson(t);
  const writer = await tab(context);
  await load(writer, [instance(0)]);
  const other = await tab(context);
  await other.getByRole('link', { name: id(0) }).waitFor();
  await writer.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')));
  await steal(other);
  await other.evaluate(() => window.giveBack());
  assert.equal((await protect(other, 0)).status, 200);
  assert.equal(await writer.getByText(/Another page took over writing/).count(), 0);
});

test('a page out of the back-forward cache goes on: it follows, and writes when the other is gone', async (t) => {
  const context = await newPerson(t);
  const writer = await tab(context);
  await load(writer, [instance(0), instance(1), instance(2)]);
  const other = await tab(context);
  await other.getByRole('link', { name: id(1) }).waitFor();
  await writer.evaluate(() => (window.isSame = true));
  const pass = (name) => writer.evaluate((name) => dispatchEvent(new PageTransitionEvent(name, { persisted: true })), name);
  await pass('pagehide');
  assert.equal((await protect(other, 0)).status, 200);
  await pass('pageshow');
  await follows(writer, 0, true);
  assert.equal((await protect(writer, 1)).status, 200);
  await follows(other, 1, true);
  await other.close();
  assert.equal((await protect(writer, 2)).status, 200);
  assert.ok(await writer.evaluate(() => window.isSame));
});

test('the tab that writes is loaded again and again beside another: both are ready each time', async (t) => {
  const context = await newPerson(t);
  const writer = await tab(context);
  await load(writer, [instance(0)]);
  const other = await tab(context);
  for (let n = 0; n < 5; n++) {
    const on = n % 2 === 0;
    await writer.reload();
    await whenReady(writer);
    assert.equal((await protect(writer, 0, on)).status, 200);
    await follows(other, 0, on);
  }
});

test('the tab that writes is left and comes back by Back: it follows', async (t) => {
  const context = await newPerson(t);
  const writer = await tab(context);
  await load(writer, [{ ...instance(0), DeletionProtection: true }]);
  const other = await tab(context);
  await writer.goto('about:blank');
  await writer.goBack();
  await whenReady(writer);
  await follows(writer, 0, true);
  assert.equal((await protect(other, 0, false)).status, 200);
  await follows(writer, 0, false);
});

test('a writer that the browser freezes lets others write, and follows when it goes on', async (t) => {
  const context = await newPerson(t);
  const writer = await tab(context);
  await load(writer, [instance(0), instance(1)]);
  const other = await tab(context);
  await other.getByRole('link', { name: id(1) }).waitFor();
  const session = await context.newCDPSession(writer);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  assert.equal((await protect(other, 0)).status, 200);
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await follows(writer, 0, true);
  assert.equal((await protect(writer, 1)).status, 200);
  await follows(other, 1, true);
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
