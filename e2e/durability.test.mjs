// No acknowledged change is lost, whatever happens to the tabs: many tabs write at once, and the owner tab is killed again and again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advance, call, id, instance, load } from './fleet.mjs';
import { site, whenReady } from './harness.mjs';

const { url, newPerson } = site();
const TABS = 8;
const COMMITS = 1_000;
const DEATHS = 50;

const ORDER = {
  RegionId: 'cn-hangzhou', ImageId: 'aliyun_3_x64_20G_alibase_20240528.vhd', InstanceType: 'ecs.g6.large', VSwitchId: 'vsw-bp1s5fnvk4gn2tws0',
  SecurityGroupId: 'sg-bp15ed6xe1yxeycg7',
};

/** A random generator that gives the same numbers in every run. */
function dice(seed) {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

async function tab(context) {
  const page = await context.newPage();
  await page.goto(url('#/api'));
  await whenReady(page);
  return page;
}

/** The account as a tab exports it, one part per line, without the time of the export. */
const account = async (page) => (await page.evaluate(() => window.latch.export())).split('\n').filter((line) => !line.startsWith('"Now":'));

/** Names the first part in which two accounts differ: a full diff would have thousands of lines. */
function assertSame(account, other) {
  const place = account.findIndex((line, n) => line !== other[n]);
  if (place >= 0) assert.equal(other[place], account[place], `part ${place} of ${account.length}`);
  assert.equal(other.length, account.length);
}

/** Waits until this tab's own world has the last written text in each of these descriptions. */
const follows = (page, texts) =>
  page.waitForFunction(async (texts) => {
    const ids = Object.keys(texts);
    const { body } = await window.latch.call('DescribeInstances', { RegionId: 'cn-hangzhou', InstanceIds: JSON.stringify(ids), PageSize: 100 });
    return body.Instances.Instance.every((one) => one.Description === texts[one.InstanceId]);
  }, texts);

/** Checks that, once no message is on its way, all tabs have the same account, and a newly opened page too. */
async function assertAgreed(pages) {
  // After this, no new instance is still starting.
  await advance(pages[0], 60);
  // When the last commit has arrived, all earlier ones have arrived too.
  assert.equal((await call(pages[0], 'ModifyInstanceAttribute', { InstanceId: id(0), Description: 'the end' })).status, 200);
  await Promise.all(pages.map((page) => follows(page, { [id(0)]: 'the end' })));
  const [first, ...others] = await Promise.all(pages.map(account));
  for (const other of others) assertSame(first, other);
  await pages[0].reload();
  await whenReady(pages[0]);
  assertSame(first, await account(pages[0]));
  return JSON.parse(first.join('\n'));
}

const countNames = (account) => {
  const counts = new Map();
  for (const { InstanceName } of account.Instances.Instance) counts.set(InstanceName, (counts.get(InstanceName) ?? 0) + 1);
  return counts;
};

test(`${TABS} tabs, ${COMMITS} commits each, at once: all are there once, and all tabs agree`, async (t) => {
  const context = await newPerson(t);
  const pages = [];
  for (let n = 0; n < TABS; n++) pages.push(await tab(context));
  await load(pages[0], Array.from({ length: TABS }, (_, n) => instance(n)));
  await Promise.all(pages.map((page) => follows(page, { [id(0)]: '' })));
  const start = performance.now();
  const made = await Promise.all(
    pages.map((page, n) =>
      page.evaluate(
        async ([own, n, commits, order]) => {
          const made = [];
          for (let round = 0; round < commits; round++) {
            const isOrder = round % 50 === 0;
            const [action, params] = isOrder
              ? ['RunInstances', { ...order, InstanceName: `made-${n}-${round}` }]
              : ['ModifyInstanceAttribute', { InstanceId: own, Description: `round ${round}` }];
            const { status, body } = await window.latch.call(action, params);
            if (status !== 200) throw new Error(`${action}: ${JSON.stringify(body)}`);
            if (isOrder) made.push(params.InstanceName);
          }
          return made;
        },
        [id(n), n, COMMITS, ORDER],
      ),
    ),
  );
  const seconds = (performance.now() - start) / 1_000;
  t.diagnostic(`${(TABS * COMMITS).toLocaleString('en')} commits in ${seconds.toFixed(1)} s`);
  const last = Object.fromEntries(pages.map((_, n) => [id(n), `round ${COMMITS - 1}`]));
  for (const page of pages) await follows(page, last);
  const agreed = await assertAgreed(pages);
  const counts = countNames(agreed);
  for (const name of made.flat()) assert.equal(counts.get(name), 1, name);
  assert.equal(agreed.Instances.Instance.length, TABS + (TABS * COMMITS) / 50);
});

/** Runs in the page until it is stopped or dies: sends one request after the other, and reports each answer. */
function work([own, tab, order]) {
  window.stopped = (async () => {
    for (let round = 1; !window.isStopping; round++) {
      const isOrder = round % 10 === 0;
      const name = `made-${tab}-${round}`;
      const { status } = isOrder
        ? await window.latch.call('RunInstances', { ...order, InstanceName: name })
        : await window.latch.call('ModifyInstanceAttribute', { InstanceId: own, Description: `round ${round}` });
      await window.answered({ tab, round, name: isOrder ? name : null, status });
    }
  })();
}

test(`the tab that writes dies ${DEATHS} times while others ask: what was answered stays, once`, async (t) => {
  const throws = dice(20_261_126);
  const context = await newPerson(t, { allow: [/the page crashed/] });
  const answers = [];
  let heard = () => undefined;
  await context.exposeFunction('answered', (answer) => {
    answers.push(answer);
    heard();
  });
  /** Waits for `count` further answers, none of them from a dead tab. */
  const more = (count, isAlive) =>
    new Promise((resolve) => {
      let left = count;
      heard = () => {
        if (isAlive(answers.at(-1).tab) && --left <= 0) resolve();
      };
    });
  let opened = 0;
  const open = async () => {
    const number = opened++;
    const page = await tab(context);
    return { number, page };
  };
  const begin = ({ number, page }) => page.evaluate(work, [id(number), number, ORDER]);
  const tabs = [await open()];
  await load(tabs[0].page, Array.from({ length: DEATHS + 3 }, (_, n) => instance(n)));
  while (tabs.length < 3) tabs.push(await open());
  await Promise.all(tabs.map(begin));
  let crashes = 0;
  for (let death = 0; death < DEATHS; death++) {
    const isAlive = (number) => tabs.some((tab) => tab.number === number);
    await more(1 + throws(40), isAlive);
    // The lock goes to the tab that requested it first, so the oldest tab is the owner.
    const { page } = tabs.shift();
    if (throws(2)) {
      crashes++;
      const gone = page.waitForEvent('crash');
      const session = await context.newCDPSession(page);
      session.send('Page.crash').catch(() => undefined);
      await gone;
    }
    await page.close();
    const next = await open();
    tabs.push(next);
    await begin(next);
  }
  for (const { page } of tabs) await page.evaluate(() => ((window.isStopping = true), window.stopped));
  const done = answers.filter(({ status }) => status === 200);
  t.diagnostic(`${crashes} crashes, ${DEATHS - crashes} closings, ${done.length.toLocaleString('en')} of ${answers.length.toLocaleString('en')} answers good`);
  const agreed = await assertAgreed(tabs.map(({ page }) => page));
  const counts = countNames(agreed);
  for (const { name } of done.filter(({ name }) => name)) assert.equal(counts.get(name), 1, `${name} was answered`);
  for (const [name, count] of counts) assert.equal(count, 1, `${name} is there ${count} times`);
  const described = new Map(agreed.Instances.Instance.map((one) => [one.InstanceId, Number(one.Description.replace('round ', ''))]));
  const lastDone = new Map(done.filter(({ name }) => !name).map(({ tab, round }) => [tab, round]));
  // The judge wrote the first instance last.
  lastDone.delete(0);
  for (const [number, round] of lastDone) {
    assert.ok(described.get(id(number)) >= round, `tab ${number}: ${described.get(id(number))}, answered ${round}`);
  }
});
