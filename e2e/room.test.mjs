// Room for a large fleet in the storage of a real browser: it is stored, leaves a third free, and is read back unchanged.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENGINE, site, whenReady } from './harness.mjs';

const { newPage } = site();
/** UTF-16 units that an origin may use, keys included. */
const QUOTA = ENGINE === 'webkit' ? 2_621_440 : 5_242_880;
const COUNT = 100_000;

/** Runs in the page: a realistic random fleet, from a seed, in the form of a DescribeInstances answer. */
function fleet([count, seed]) {
  let state = seed;
  const throwDice = (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
  const pick = (all) => all[throwDice(all.length)];
  const letters = (n) => Array.from({ length: n }, () => '0123456789abcdefghijklmnopqrstuvwxyz'[throwDice(36)]).join('');
  const places = [
    ['cn-hangzhou', 'bp1', 'hij'], ['cn-shanghai', 'uf6', 'bgl'], ['cn-beijing', '2ze', 'hkl'], ['ap-southeast-1', 't4n', 'abc'], ['eu-central-1', 'gw8', 'ab'],
  ].map(([region, prefix, zones]) => ({ region, prefix, zones, vpcs: Array.from({ length: 4 }, () => `vpc-${prefix}${letters(17)}`) }));
  for (const place of places) place.vswitches = place.vpcs.map(() => [...place.zones].map(() => `vsw-${place.prefix}${letters(17)}`));
  const types = [['ecs.g7.large', 2, 8192], ['ecs.g7.xlarge', 4, 16384], ['ecs.c7.large', 2, 4096], ['ecs.r7.xlarge', 4, 32768], ['ecs.c7.4xlarge', 16, 32768]];
  const roles = ['web-prod', 'api-prod', 'db-orders', 'cache', 'batch-nightly', 'web-staging', 'ci-runner', '数据-离线', 'gateway', 'search'];
  const time = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16) + 'Z';
  const one = (n) => {
    const place = pick(places);
    const zone = throwDice(place.zones.length);
    const vpc = throwDice(place.vpcs.length);
    const [type, cpu, memory] = pick(types);
    const role = pick(roles);
    const isPrepaid = throwDice(6) === 0;
    const isSpot = !isPrepaid && throwDice(10) === 0;
    return {
      InstanceId: `i-${place.prefix}${letters(17)}`, InstanceName: `${role}-${String(n).padStart(6, '0')}`, HostName: `${letters(4)}-${n}`,
      Description: throwDice(6) ? '' : pick(['keep until the audit is over', '迁移完成后释放', 'owned by the data team']),
      RegionId: place.region, ZoneId: `${place.region}${place.region.startsWith('cn-') ? '-' : ''}${place.zones[zone]}`,
      Status: throwDice(5) ? 'Running' : 'Stopped', InstanceType: type, InstanceTypeFamily: type.slice(0, 6), Cpu: cpu, Memory: memory,
      ImageId: pick(['aliyun_3_x64_20G_alibase_20240528.vhd', 'ubuntu_22_04_x64_20G_alibase_20240530.vhd']), OSType: 'linux', InstanceNetworkType: 'vpc',
      VpcAttributes: { VpcId: place.vpcs[vpc], VSwitchId: place.vswitches[vpc][zone], PrivateIpAddress: { IpAddress: [`10.${vpc}.${n >> 8 & 255}.${n & 255}`] } },
      SecurityGroupIds: { SecurityGroupId: [`sg-${place.prefix}0000000000000000${vpc}`] },
      InstanceChargeType: isPrepaid ? 'PrePaid' : 'PostPaid', SpotStrategy: isSpot ? 'SpotAsPriceGo' : 'NoSpot',
      DeletionProtection: !isPrepaid && !isSpot && throwDice(2) === 0, CreationTime: time(-1 - throwDice(900)),
      ExpiredTime: isPrepaid ? time(30 + throwDice(300)) : '2099-12-31T15:59Z', AutoReleaseTime: !isPrepaid && throwDice(8) === 0 ? time(2 + throwDice(600)) : '',
      Tags: { Tag: [{ TagKey: 'env', TagValue: role.includes('prod') ? 'prod' : 'test' }, { TagKey: 'owner', TagValue: `team-${throwDice(40)}` }] },
    };
  };
  const all = Array.from({ length: count }, (_, n) => one(n));
  return window.latch.import(JSON.stringify({ TotalCount: count, Instances: { Instance: all } }));
}

/** Digests of the export, a thousand lines each, without the instant at which it was made. */
const digests = (page) =>
  page.evaluate(async () => {
    const lines = (await window.latch.export()).split('\n').filter((line) => !line.startsWith('"Now":'));
    const parts = Array.from({ length: Math.ceil(lines.length / 1_000) }, (_, n) => lines.slice(n * 1_000, (n + 1) * 1_000).join('\n'));
    const digest = async (part) => [...new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(part)))].join(' ');
    return { lines: lines.length, parts: await Promise.all(parts.map(digest)) };
  });

const used = (page) => page.evaluate(() => Object.entries(localStorage).reduce((sum, [key, text]) => sum + key.length + text.length, 0));

test('a hundred thousand instances stay, with a third to spare, and come back as they were', async (t) => {
  const page = await newPage(t, { hash: '#/api' });
  const { Instances } = await page.evaluate(fleet, [COUNT, 7]);
  assert.equal(Instances, COUNT);
  const units = await used(page);
  t.diagnostic(`${units.toLocaleString('en')} units, ${(units / COUNT).toFixed(1)} an instance, ${((100 * units) / QUOTA).toFixed(1)} % of the room`);
  assert.ok(units <= (QUOTA / 3) * 2, String(units));
  const before = await digests(page);
  assert.ok(before.lines > COUNT);
  await page.reload();
  await whenReady(page);
  assert.deepEqual(await digests(page), before);
  // The quota is as stated: a third of it is free for others.
  await page.evaluate((units) => localStorage.setItem('other', 'x'.repeat(units - 'other'.length)), Math.floor(QUOTA / 3));
});
