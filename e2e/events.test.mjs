// The automatic causes, triggered by hand: what happens is what was shown before; and the gaps of protection, closed with one click from the details
// and from the list.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { advance, call, id, instance, live, load, simulate } from './fleet.mjs';
import { site } from './harness.mjs';
import { LABELS, LANGUAGES } from './labels.mjs';
import { DetailsPage } from './pages/details.mjs';
import { ActDialog, Chooser, FATES, fates } from './pages/rehearse.mjs';
import { assertWholeTexts } from './texts.mjs';

const { newPage } = site();
const DAY = 86_400;
const WORDS = {
  'zh-CN': {
    stop: '停止', release: '释放', lock: '锁定', unlock: '解除锁定', locked: '已锁定', payUp: '结清欠款', guard: '设置缩容保护', seeGroup: '查看伸缩组',
    cancelSchedule: '取消定时释放', change: /^修改 /, cancel: /^取消定时/, overdueDays: /已欠费 2 天/,
  },
  en: {
    stop: 'Stop', release: 'Release', lock: 'Lock', unlock: 'Unlock', locked: 'Locked', payUp: 'Settle', guard: 'Set scale-in protection',
    seeGroup: 'View the group', cancelSchedule: 'Cancel scheduled release', change: /^Change /, cancel: /^Cancel scheduled release/,
    overdueDays: /2 of 15 days overdue/,
  },
};
const FLEET = [
  instance(1, { DeletionProtection: true }),
  instance(2),
  instance(3, { InstanceChargeType: 'PrePaid', InstanceName: 'paid-3' }),
  instance(4, { SpotStrategy: 'SpotAsPriceGo', InstanceName: 'spot-4' }),
];
const ids = async (page) => [...(await live(page)).keys()].sort();

/** Sets the auto-release time of an instance to `seconds` from now on the virtual clock. */
async function schedule(page, n, seconds) {
  const AutoReleaseTime = await page.evaluate(
    (seconds) => new Date(Date.parse(window.latch.clock.now()) + seconds * 1000).toISOString().replace(/\.\d+/, ''),
    seconds,
  );
  const { status, body } = await call(page, 'ModifyInstanceAutoReleaseTime', { InstanceId: id(n), AutoReleaseTime });
  assert.equal(status, 200, JSON.stringify(body));
}

async function events(t, language) {
  const page = await newPage(t, { language, hash: '#/simulation?tab=events' });
  await load(page, FLEET);
  await page.getByTestId('overdue-fates').waitFor();
  return page;
}

for (const language of LANGUAGES) {
  const labels = LABELS[language];
  const words = WORDS[language];
  const fate = FATES[language];

  test(`${language}: overdue stops what is billed by usage and releases it after more than 15 days, as shown`, async (t) => {
    const page = await events(t, language);
    const shown = await fates(page.getByTestId('overdue-fates'));
    assert.deepEqual(shown, { [fate.stops]: [id(1), id(2), id(4)], [fate.stays]: [id(3)] });
    await assertWholeTexts(page);
    await assertAccessible(page, `events, ${language}`);
    await page.getByTestId('make-overdue').click();
    const settle = await fates(page.getByTestId('settle-fates'));
    assert.deepEqual(settle, { [fate.livesOn]: [id(1), id(2), id(4)] });
    const stopped = [...(await live(page)).values()].filter((one) => one.Status === 'Stopped').map((one) => one.InstanceId);
    assert.deepEqual(stopped.sort(), shown[fate.stops]);
    await page.locator('.notices').getByText(/web-2/).first().waitFor();
    await assertAccessible(page, `events while overdue, ${language}`);
    await advance(page, 15 * DAY - 3_600);
    assert.equal((await live(page)).size, 4, 'not before the 15 days are over');
    await advance(page, 3_601);
    assert.deepEqual(await ids(page), shown[fate.stays]);
    await page.getByTestId('settle-fates').waitFor({ state: 'detached' });
  });

  test(`${language}: whoever pays before lives on, and a schedule that passed meanwhile lapses`, async (t) => {
    const page = await events(t, language);
    await schedule(page, 2, DAY);
    await page.getByTestId('make-overdue').click();
    await page.getByTestId('settle-fates').waitFor();
    await advance(page, 14 * DAY);
    await page.getByTestId('settle-fates').getByText(fate.lapses, { exact: true }).waitFor();
    await page.getByTestId('event-account').getByRole('button', { name: words.payUp }).click();
    await page.getByTestId('overdue-fates').waitFor();
    await advance(page, 30 * DAY);
    assert.deepEqual(await ids(page), FLEET.map((one) => one.InstanceId));
    assert.equal((await live(page)).get(id(2)).AutoReleaseTime, '');
  });

  test(`${language}: a violation stops, locks, unlocks and releases whom it was shown for`, async (t) => {
    const page = await events(t, language);
    const block = page.getByTestId('event-violation');
    const chooser = new Chooser(block, 'violation-chooser');
    const table = block.getByTestId('violation-fates');
    const status = async (n) => (await live(page)).get(id(n))?.Status;
    const locks = async (n) => (await live(page)).get(id(n)).OperationLocks.LockReason.length;
    const violate = async (effect, ...who) => {
      await block.getByRole('radio', { name: effect, exact: true }).check();
      await chooser.choose(...who);
      const shown = await fates(table);
      await block.getByTestId('violate').click();
      await table.waitFor({ state: 'detached' });
      return shown;
    };
    assert.deepEqual(await violate(words.stop, id(1)), { [fate.stops]: [id(1)] });
    assert.equal(await status(1), 'Stopped');
    await violate(words.lock, id(1));
    assert.equal(await locks(1), 1);
    await violate(words.unlock, id(1));
    assert.equal(await locks(1), 0);
    assert.deepEqual(await violate(words.release, id(1), id(2)), { [fate.released]: [id(1), id(2)] });
    assert.deepEqual(await ids(page), [id(3), id(4)]);
    await page.locator('.notices').getByText(/web-1.*web-2/).first().waitFor();
    await assertAccessible(page, `after a violation, ${language}`);
  });

  test(`${language}: a preemptible instance is given notice, and goes five minutes later`, async (t) => {
    const page = await events(t, language);
    const block = page.getByTestId('event-reclaim');
    const chooser = new Chooser(block, 'reclaim-chooser');
    assert.equal(await chooser.root.getByRole('checkbox').count(), 1, 'only preemptible ones are offered');
    await chooser.choose(id(4));
    assert.deepEqual(await fates(block.getByTestId('reclaim-fates')), { [fate.released]: [id(4)] });
    await block.getByTestId('reclaim').click();
    await block.getByRole('link', { name: 'spot-4' }).waitFor();
    await assertAccessible(page, `under notice, ${language}`);
    assert.equal((await live(page)).size, 4);
    await advance(page, 301);
    assert.deepEqual(await ids(page), [id(1), id(2), id(3)]);
  });

  test(`${language}: a coming release is listed, changed and cancelled`, async (t) => {
    const page = await events(t, language);
    await schedule(page, 1, DAY);
    const block = page.getByTestId('event-schedules');
    const row = block.getByRole('row').filter({ hasText: id(1) });
    await row.getByRole('button', { name: words.change }).click();
    const dialog = page.getByTestId('release-dialog');
    await dialog.getByRole('button', { name: labels.cancel, exact: true }).click();
    await row.getByRole('button', { name: words.cancel }).click();
    await row.waitFor({ state: 'detached' });
    assert.equal((await live(page)).get(id(1)).AutoReleaseTime, '');
  });

  test(`${language}: scale-in from here opens the dialog of the group`, async (t) => {
    const page = await events(t, language);
    await simulate(page, 'CreateScalingGroup', { ScalingGroupId: 'asg-1' });
    await simulate(page, 'AttachInstances', { ScalingGroupId: 'asg-1', InstanceId: [id(1)], Entrusted: true });
    await page.getByTestId('event-scale-in-open').click();
    const act = new ActDialog(page);
    assert.deepEqual(await fates(act.fates), { [fate.released]: [id(1)] });
    await act.done();
    assert.deepEqual(await ids(page), [id(2), id(3), id(4)]);
  });

  test(`${language}: every gap of the details has its remedy at hand`, async (t) => {
    const page = await newPage(t, { language });
    await load(page, FLEET);
    await schedule(page, 1, 60 * DAY);
    await simulate(page, 'CreateScalingGroup', { ScalingGroupId: 'asg-1' });
    await simulate(page, 'AttachInstances', { ScalingGroupId: 'asg-1', InstanceId: [id(1)], Entrusted: true });
    await simulate(page, 'SecurityViolation', { InstanceId: id(1), Effect: 'lock' });
    await simulate(page, 'AccountOverdue');
    await advance(page, 2 * DAY + 5);
    const details = new DetailsPage(page, labels);
    await details.open(id(1));
    await details.gaps.getByText(words.overdueDays).waitFor();
    await assertAccessible(page, `gaps, ${language}`);
    const remedy = (name) => details.gaps.getByRole('button', { name, exact: true });
    for (const name of [words.payUp, words.unlock, words.cancelSchedule, words.guard]) {
      await remedy(name).click();
      await remedy(name).waitFor({ state: 'detached' });
    }
    const left = (await live(page)).get(id(1));
    assert.deepEqual([left.AutoReleaseTime, left.OperationLocks.LockReason.length], ['', 0]);
    await details.gaps.getByRole('link', { name: words.seeGroup }).click();
    await page.getByTestId('two-protections').waitFor();
  });

  test(`${language}: the list closes a gap too, and its row menu cancels a schedule`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await load(page, FLEET);
    await simulate(page, 'CreateScalingGroup', { ScalingGroupId: 'asg-1' });
    await simulate(page, 'AttachInstances', { ScalingGroupId: 'asg-1', InstanceId: [id(1)], Entrusted: true });
    await schedule(page, 1, DAY);
    const row = page.getByRole('row').filter({ hasText: id(1) });
    await row.getByTestId('row-gaps').getByText('2').waitFor();
    await row.getByTestId('row-gaps').click();
    await page.getByRole('menuitem', { name: words.guard }).waitFor();
    await assertAccessible(page, `gap menu, ${language}`);
    await page.getByRole('menuitem', { name: words.guard }).click();
    // Protected from scale-in, it can still be removed by name: that gap stays.
    const exported = JSON.parse(await page.evaluate(() => window.latch.export()));
    assert.match(JSON.stringify(exported.Instances.Instance.find((one) => one.InstanceId === id(1)).Latch), /true/);
    await row.getByRole('button', { name: labels.more }).click();
    await page.getByRole('menuitem', { name: labels.instanceSettings }).click();
    await page.getByRole('menuitem', { name: words.cancelSchedule }).click();
    await row.getByTestId('row-gaps').getByText('1').waitFor();
    assert.equal((await live(page)).get(id(1)).AutoReleaseTime, '');
  });
}
