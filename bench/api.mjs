// Measures API calls in the browser at 1,000 and at 100,000 instances, and prints the ratio: what a call costs should not grow with the
// fleet, but for what it must look at. usage: node bench/api.mjs [dist]
import { launch, newContext } from '../tools/browser.mjs';
import { serve } from '../tools/serve.mjs';

const SIZES = [1_000, 100_000];
const ROUNDS = 15;

const id = (n) => `i-bp1${String(n).padStart(17, '0')}`;
const instance = (n) => ({
  InstanceId: id(n), InstanceName: `web-${n}`, RegionId: 'cn-hangzhou', ZoneId: `cn-hangzhou-${'hgi'[n % 3]}`, Status: n % 4 ? 'Running' : 'Stopped',
  InstanceType: 'ecs.g6.large', Cpu: 2, Memory: 8192, ImageId: 'aliyun_3_x64_20G_alibase_20210425.vhd', OSType: 'linux', InstanceChargeType: 'PostPaid',
  SpotStrategy: 'NoSpot', DeletionProtection: false, CreationTime: '2026-01-05T08:00Z', InstanceNetworkType: 'vpc',
  Tags: { Tag: [{ TagKey: 'env', TagValue: n % 2 ? 'prod' : 'test' }] },
});

/** What is measured: `call(round)` gives an action and its parameters; each round is another one, so that nothing is answered from memory. */
const CALLS = [
  {
    name: 'DescribeInstances, a page of 100, two filters',
    call: (round) => ['DescribeInstances', { RegionId: 'cn-hangzhou', Status: 'Running', 'Tag.1.Key': 'env', 'Tag.1.Value': 'prod', PageSize: 100, PageNumber: (round % 2) + 1 }],
  },
  {
    name: 'ModifyInstanceAttribute of one',
    call: (round, size) => ['ModifyInstanceAttribute', { InstanceId: id(size - 1 - round), DeletionProtection: true }],
  },
  {
    name: 'DeleteInstances of 100',
    // The small fleet is only large enough for a few.
    rounds: 8,
    call: (round) => ['DeleteInstances', { RegionId: 'cn-hangzhou', Force: true, InstanceId: Array.from({ length: 100 }, (_, n) => id(round * 100 + n)) }],
  },
];

const median = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];

async function measure(browser, url, size) {
  const context = await newContext(browser, url);
  const page = await context.newPage();
  await page.goto(new URL('#/activity', url).href);
  await page.evaluate(() => window.latch.ready);
  const text = JSON.stringify({ TotalCount: size, Instances: { Instance: Array.from({ length: size }, (_, n) => instance(n)) } });
  await page.evaluate((text) => window.latch.import(text), text);
  const medians = [];
  for (const { call, rounds = ROUNDS } of CALLS) {
    const calls = Array.from({ length: rounds }, (_, round) => call(round, size));
    const times = await page.evaluate(async (calls) => {
      const times = [];
      for (const [action, params] of calls) {
        const start = performance.now();
        const { status, body } = await window.latch.call(action, params);
        times.push(performance.now() - start);
        if (status !== 200) throw new Error(`${action}: ${JSON.stringify(body)}`);
      }
      return times;
    }, calls);
    // The first call of a kind also pays for what it is the first to need.
    medians.push(median(times.slice(1)));
  }
  await context.close();
  return medians;
}

const server = await serve({ dir: process.argv[2] ?? process.env.LATCH_DIST ?? 'dist', base: '/latch/' });
const browser = await launch();
const [small, large] = [await measure(browser, server.url, SIZES[0]), await measure(browser, server.url, SIZES[1])];
const line = (cells) => cells.map((cell, n) => (n ? String(cell).padStart(14) : cell.padEnd(48))).join('');
console.log(line(['median, until stored', ...SIZES.map((size) => `${size.toLocaleString('en')}`), 'ratio']));
for (const [n, { name }] of CALLS.entries()) {
  console.log(line([name, `${small[n].toFixed(1)} ms`, `${large[n].toFixed(1)} ms`, (large[n] / small[n]).toFixed(2)]));
}
await browser.close();
await server.close();
