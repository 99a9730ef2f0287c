// Measures API calls in the browser in a small fleet and in one of 100,000, and prints the ratio: the cost of a call should not grow with the
// fleet, except for the rows it must read. usage: node bench/api.mjs [dist]
import { launch, newContext } from '../tools/browser.mjs';
import { serve } from '../tools/serve.mjs';

const LARGE = 100_000;
const ROUNDS = 15;

const id = (n) => `i-bp1${String(n).padStart(17, '0')}`;
const instance = (n) => ({
  InstanceId: id(n), InstanceName: `web-${n}`, RegionId: 'cn-hangzhou', ZoneId: `cn-hangzhou-${'hgi'[n % 3]}`, Status: n % 4 ? 'Running' : 'Stopped',
  InstanceType: 'ecs.g6.large', Cpu: 2, Memory: 8192, ImageId: 'aliyun_3_x64_20G_alibase_20210425.vhd', OSType: 'linux', InstanceChargeType: 'PostPaid',
  SpotStrategy: 'NoSpot', DeletionProtection: false, CreationTime: '2026-01-05T08:00Z', InstanceNetworkType: 'vpc',
  Tags: { Tag: [{ TagKey: 'env', TagValue: n % 2 ? 'prod' : 'test' }] },
});

/**
 * The measured calls; `small` is the size of the small fleet: `call(round)` returns an action and its parameters, different in each round so that no
 * answer comes from a cache. `lap`: how many calls are timed together, if one is too short for the browser's clock.
 */
const CALLS = [
  {
    name: 'DescribeInstances, a page of 100, two filters',
    small: 1_000,
    call: (round) => ['DescribeInstances', { RegionId: 'cn-hangzhou', Status: 'Running', 'Tag.1.Key': 'env', 'Tag.1.Value': 'prod', PageSize: 100, PageNumber: (round % 2) + 1 }],
  },
  {
    name: 'ModifyInstanceAttribute of one',
    small: 100,
    lap: 50,
    rounds: 2_000,
    call: (round, size) => ['ModifyInstanceAttribute', { InstanceId: id(size - 1 - (round % 100)), DeletionProtection: Math.floor(round / 100) % 2 === 0 }],
  },
  {
    name: 'DeleteInstances of 100',
    small: 1_000,
    // The small fleet is only large enough for a few.
    rounds: 8,
    call: (round) => ['DeleteInstances', { RegionId: 'cn-hangzhou', Force: true, InstanceId: Array.from({ length: 100 }, (_, n) => id(round * 100 + n)) }],
  },
];

const median = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];

/** The medians of some calls in a fleet of `size`, in milliseconds. */
async function measure(browser, url, size, measured) {
  const context = await newContext(browser, url);
  const page = await context.newPage();
  // A page that shows nothing of the fleet, so that only the call is measured.
  await page.goto(new URL('#/api', url).href);
  await page.evaluate(() => window.latch.ready);
  const text = JSON.stringify({ TotalCount: size, Instances: { Instance: Array.from({ length: size }, (_, n) => instance(n)) } });
  await page.evaluate((text) => window.latch.import(text), text);
  const medians = [];
  for (const { call, rounds = ROUNDS, lap = 1 } of measured) {
    const calls = Array.from({ length: rounds }, (_, round) => call(round, size));
    const laps = Array.from({ length: rounds / lap }, (_, n) => calls.slice(n * lap, (n + 1) * lap));
    const times = await page.evaluate(async (laps) => {
      const times = [];
      for (const lap of laps) {
        const start = performance.now();
        for (const [action, params] of lap) {
          const { status, body } = await window.latch.call(action, params);
          if (status !== 200) throw new Error(`${action}: ${JSON.stringify(body)}`);
        }
        times.push((performance.now() - start) / lap.length);
      }
      return times;
    }, laps);
    // The first call of a kind also pays one-time costs, so it is left out.
    medians.push(median(times.slice(1)));
  }
  await context.close();
  return medians;
}

const server = await serve({ dir: process.argv[2] ?? process.env.LATCH_DIST ?? 'dist', base: '/latch/' });
const browser = await launch();
const small = [];
for (const one of CALLS) small.push(...(await measure(browser, server.url, one.small, [one])));
const large = await measure(browser, server.url, LARGE, CALLS);
const line = (cells) => cells.map((cell, n) => (n ? String(cell).padStart(18) : cell.padEnd(48))).join('');
const timed = (milliseconds, size) => `${milliseconds.toFixed(2)} ms at ${size / 1_000}k`;
console.log(line(['median, until stored', 'small', 'large', 'ratio']));
for (const [n, one] of CALLS.entries()) {
  console.log(line([one.name, timed(small[n], one.small), timed(large[n], LARGE), (large[n] / small[n]).toFixed(2)]));
}
await browser.close();
await server.close();
