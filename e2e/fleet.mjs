// Fleets in the form of DescribeInstances answers, put into the page through `latch.import`, and queries about them through `latch.call`.
const DEFAULTS = {
  RegionId: 'cn-hangzhou', ZoneId: 'cn-hangzhou-h', Status: 'Running', InstanceType: 'ecs.g6.large', InstanceTypeFamily: 'ecs.g6', Cpu: 2,
  Memory: 8192, ImageId: 'aliyun_3_x64_20G_alibase_20240528.vhd', OSType: 'linux', InstanceChargeType: 'PostPaid', SpotStrategy: 'NoSpot',
  DeletionProtection: false, AutoReleaseTime: '', CreationTime: '2026-01-05T08:00Z', ExpiredTime: '2099-12-31T15:59Z', InstanceNetworkType: 'vpc',
};

/** An id in ECS's form; the same number always gives the same id. */
export const id = (n) => `i-bp1${String(n).padStart(17, '0')}`;

/** One instance; `fields` override the defaults. */
export const instance = (n, fields = {}) => ({ ...DEFAULTS, InstanceId: id(n), InstanceName: `web-${n}`, ...fields });

export const answer = (instances) => ({ TotalCount: instances.length, PageNumber: 1, PageSize: instances.length, Instances: { Instance: instances } });

/** Replaces the page's account by these instances, and waits until the page that shows them is rendered. */
export async function load(page, instances) {
  await page.evaluate((text) => window.latch.import(text), JSON.stringify(answer(instances)));
  if (instances.length > 0) await page.waitForFunction(() => !document.querySelector('main [aria-busy=true], main [data-testid=welcome]'));
}

/** The live instances as the API reports them, by id. */
export async function live(page, RegionId = 'cn-hangzhou') {
  const { body } = await page.evaluate((RegionId) => window.latch.call('DescribeInstances', { RegionId, PageSize: 100 }), RegionId);
  return new Map(body.Instances.Instance.map((instance) => [instance.InstanceId, instance]));
}

/** Calls the API and gives `{status, body}`. */
export const call = (page, action, params) => page.evaluate(([action, params]) => window.latch.call(action, params), [action, params]);
export const simulate = (page, act, params = {}) => page.evaluate(([act, params]) => window.latch.simulate(act, params), [act, params]);
export const advance = (page, seconds) => page.evaluate((seconds) => window.latch.clock.advance(seconds), seconds);
