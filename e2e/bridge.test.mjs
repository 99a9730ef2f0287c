// `window.latch`: the contract that scripts, embedding pages and these journeys rely on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advance, answer, call, id, instance, live, load, simulate } from './fleet.mjs';
import { site, whenReady } from './harness.mjs';

const { newPage } = site();
/** A vSwitch and a security group of a script's own network, which Latch accepts as existing. */
const NETWORK = { VSwitchId: 'vsw-bp1s5fnvk4gn2tws0', SecurityGroupId: 'sg-bp15ed6xe1yxeycg7' };

test('an export comes back as the same account', async (t) => {
  const page = await newPage(t);
  await load(page, [instance(1, { DeletionProtection: true }), instance(2, { Status: 'Stopped' })]);
  await call(page, 'DeleteInstance', { InstanceId: id(1), Force: true });
  await call(page, 'DeleteInstance', { InstanceId: id(2) });
  const [before, after] = await page.evaluate(async () => {
    const before = await window.latch.export();
    await window.latch.reset();
    await window.latch.import(before);
    return [before, await window.latch.export()];
  });
  const strip = (text) => ({ ...JSON.parse(text), Now: '' });
  assert.equal(strip(before).latch, 1);
  assert.equal(strip(before).Instances.Instance.length, 1);
  assert.deepEqual(strip(after).Instances, strip(before).Instances);
  assert.deepEqual(strip(after).Released, strip(before).Released);
  assert.deepEqual(strip(after).Activity, strip(before).Activity);
});

test('several pages of DescribeInstances are one fleet, and can be added to what is there', async (t) => {
  const page = await newPage(t);
  await page.evaluate((text) => window.latch.import(text), JSON.stringify([answer([instance(1)]), answer([instance(2)])]));
  assert.equal((await live(page)).size, 2);
  await page.evaluate((text) => window.latch.import(text, { mode: 'add' }), JSON.stringify(answer([instance(3)])));
  assert.deepEqual([...(await live(page)).keys()], [id(1), id(2), id(3)]);
});

test('a bad import is refused by place and reason, and changes nothing', async (t) => {
  const page = await newPage(t);
  await load(page, [instance(1)]);
  for (const [text, place] of [
    ['{', /JSON|line/i],
    [JSON.stringify(answer([instance(2), instance(2)])), /Instance\[1\].*InstanceId/],
    [JSON.stringify(answer([instance(2, { AutoReleaseTime: '2001-01-01T00:00Z' })])), /Instance\[0\].*AutoReleaseTime/],
    [JSON.stringify(answer([instance(2, { DeletionProtection: 'perhaps' })])), /Instance\[0\].*DeletionProtection/],
    ['[]', /no instance/],
    ['<DescribeInstancesResponse/>', /XML/],
  ]) {
    const why = await page.evaluate((text) => window.latch.import(text).then(() => '', (error) => String(error.message ?? error)), text);
    assert.match(why, place, text);
  }
  assert.deepEqual([...(await live(page)).keys()], [id(1)]);
});

test('what was answered has been stored: it survives a reload', async (t) => {
  const page = await newPage(t);
  const { status, body } = await call(page, 'RunInstances', {
    RegionId: 'cn-hangzhou', ImageId: 'aliyun_3_x64_20G_alibase_20240528.vhd', InstanceType: 'ecs.g6.large', DeletionProtection: true, Amount: 2,
    ...NETWORK,
  });
  assert.equal(status, 200, JSON.stringify(body));
  await page.reload();
  await whenReady(page);
  const kept = await live(page);
  assert.deepEqual([...kept.keys()], body.InstanceIdSets.InstanceIdSet);
  assert.ok([...kept.values()].every((instance) => instance.DeletionProtection));
});

test('instances go Pending, Starting, Running as the clock goes', async (t) => {
  const page = await newPage(t);
  const { body } = await call(page, 'RunInstances', {
    RegionId: 'cn-hangzhou', ImageId: 'aliyun_3_x64_20G_alibase_20240528.vhd', InstanceType: 'ecs.g6.large', ...NETWORK,
  });
  const [first] = body.InstanceIdSets.InstanceIdSet;
  const status = async () => (await live(page)).get(first).Status;
  assert.equal(await status(), 'Pending');
  await advance(page, 6);
  assert.equal(await status(), 'Starting');
  await advance(page, 20);
  assert.equal(await status(), 'Running');
});

test('the clock only goes forward, and reset brings back real time and the empty account', async (t) => {
  const page = await newPage(t);
  await load(page, [instance(1)]);
  const before = await page.evaluate(() => window.latch.clock.now());
  await advance(page, 86_400);
  const ahead = await page.evaluate(() => window.latch.clock.now());
  assert.ok(Date.parse(ahead) - Date.parse(before) >= 86_400_000);
  const refused = await page.evaluate((iso) => window.latch.clock.set(iso).then(() => '', (error) => String(error.message ?? error)), before);
  assert.notEqual(refused, '');
  await page.evaluate(() => window.latch.reset());
  assert.equal((await live(page)).size, 0);
  const now = await page.evaluate(() => window.latch.clock.now());
  assert.ok(Math.abs(Date.parse(now) - Date.now()) < 60_000);
});

test('a password is a mark only: not in the answer, the export, the storage or the activity', async (t) => {
  const page = await newPage(t);
  const secret = 'S3cret-in-the-test!';
  const { status } = await call(page, 'RunInstances', {
    RegionId: 'cn-hangzhou', ImageId: 'aliyun_3_x64_20G_alibase_20240528.vhd', InstanceType: 'ecs.g6.large', Password: secret, ...NETWORK,
  });
  assert.equal(status, 200);
  const everything = await page.evaluate(async () => (await window.latch.export()) + JSON.stringify({ ...localStorage }));
  assert.ok(!everything.includes(secret));
  await page.goto(`${page.url().split('#')[0]}#/activity`);
  assert.ok(!(await page.content()).includes(secret));
});

test('arrears stop instances, settling lifts the lock, a schedule that passed meanwhile lapses', async (t) => {
  const page = await newPage(t);
  await load(page, [instance(1)]);
  const at = await page.evaluate(() => new Date(Date.parse(window.latch.clock.now()) + 3600_000).toISOString().replace(/\.\d+/, ''));
  await call(page, 'ModifyInstanceAutoReleaseTime', { InstanceId: id(1), AutoReleaseTime: at });
  await simulate(page, 'AccountOverdue');
  assert.equal((await live(page)).get(id(1)).Status, 'Stopped');
  await advance(page, 7200);
  assert.equal((await live(page)).size, 1);
  await simulate(page, 'AccountSettled');
  const left = (await live(page)).get(id(1));
  assert.deepEqual([left.Status, left.AutoReleaseTime, left.OperationLocks.LockReason], ['Stopped', '', []]);
});
