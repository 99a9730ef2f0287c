// ECS clients as published in the registry, unchanged, against the console as an endpoint. Clients tried by hand are in docs/clients.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Core from '@alicloud/pop-core';
import { relay } from '../tools/relay/endpoint.mjs';
import { IMAGE, REGION } from './ecs.mjs';
import { advance, id, instance, load } from './fleet.mjs';
import { DIST, site } from './harness.mjs';

const { url: pageUrl, newPage } = site({
  start: async () => {
    const { page, close } = await relay({ dir: DIST });
    return { url: page, close };
  },
});

async function open(t, fleet = []) {
  const page = await newPage(t);
  await page.locator('html[data-relay=open]').waitFor();
  if (fleet.length > 0) await load(page, fleet);
  return page;
}

for (const method of ['GET', 'POST']) {
  test(`@alicloud/pop-core by ${method}: created, protected, described, refused, released`, async (t) => {
    const page = await open(t, [instance(1, { DeletionProtection: true })]);
    const core = new Core({ endpoint: new URL(pageUrl()).origin, apiVersion: '2014-05-26', accessKeyId: 'any', accessKeySecret: 'any' });
    const ask = (action, params) => core.request(action, params, { method });

    const { Regions } = await ask('DescribeRegions', {});
    assert.ok(Regions.Region.some(({ RegionId }) => RegionId === REGION));
    const order = { RegionId: REGION, ImageId: IMAGE, InstanceType: 'ecs.g8i.large', 'Tag.1.Key': 'env', 'Tag.1.Value': '测试 a&b' };
    const made = await ask('RunInstances', { ...order, DeletionProtection: true, InternetMaxBandwidthIn: 200 });
    const [InstanceId] = made.InstanceIdSets.InstanceIdSet;
    await advance(page, 60);

    const described = await ask('DescribeInstances', { RegionId: REGION, InstanceIds: `['${InstanceId}']` });
    const [found] = described.Instances.Instance;
    assert.deepEqual([found.Status, found.DeletionProtection, found.Tags.Tag[0].TagValue], ['Running', true, '测试 a&b']);

    const both = { RegionId: REGION, 'InstanceId.1': InstanceId, 'InstanceId.2': id(1), Force: true };
    const refused = await ask('DeleteInstances', both).then(assert.fail, (error) => error);
    assert.equal(refused.code, 'InvalidOperation.DeletionProtection');
    await ask('ModifyInstanceAttribute', { InstanceId, DeletionProtection: false });
    await ask('DeleteInstance', { InstanceId, Force: true });
    assert.equal((await ask('DescribeInstances', { RegionId: REGION })).TotalCount, 1);
  });
}

test('@alicloud/pop-core asks for networks in the version of VPC', async (t) => {
  await open(t);
  const core = new Core({ endpoint: new URL(pageUrl()).origin, apiVersion: '2016-04-28', accessKeyId: 'any', accessKeySecret: 'any' });
  const { Vpcs } = await core.request('DescribeVpcs', { RegionId: REGION });
  const { VSwitches } = await core.request('DescribeVSwitches', { RegionId: REGION, VpcId: Vpcs.Vpc[0].VpcId });
  assert.ok(VSwitches.VSwitch.length > 0);
});
