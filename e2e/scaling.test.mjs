// Auto Scaling groups: created, scaled out and in; instances attached and detached by hand. Before each act the page shows which instances are
// released and which are kept, and exactly that happens. Two protections that differ.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { id, instance, live, load, simulate } from './fleet.mjs';
import { site } from './harness.mjs';
import { LANGUAGES } from './labels.mjs';
import { ActDialog, FATES, fates } from './pages/rehearse.mjs';
import { assertWholeTexts } from './texts.mjs';

const { newPage } = site();
const WORDS = {
  'zh-CN': {
    create: '创建伸缩组', groupId: '伸缩组ID', exists: '该伸缩组ID已存在', out: '扩容', in: '缩容', add: '添加实例', guard: '设置缩容保护',
    unguard: '取消缩容保护', takeOut: '移出伸缩组', entrust: '将生命周期托管给伸缩组', term: '包年包月实例有自己的有效期', unknown: '伸缩组不存在',
    back: '返回弹性伸缩', spared: '保留', range: '1～100', joins: '加入伸缩组',
  },
  en: {
    create: 'Create scaling group', groupId: 'Scaling group ID', exists: 'already exists', out: 'Scale out', in: 'Scale in', add: 'Add instances',
    guard: 'Set scale-in protection', unguard: 'Cancel scale-in protection', takeOut: 'Remove from group',
    entrust: 'Entrust their lifecycle to the group', term: 'A subscription keeps its own term', unknown: 'Scaling group not found',
    back: 'Back to Auto Scaling', spared: 'Kept', range: '1 to 100', joins: 'Joins the group',
  },
};
const FLEET = [
  instance(1, { DeletionProtection: true, CreationTime: '2026-01-01T08:00Z' }),
  instance(2, { CreationTime: '2026-01-02T08:00Z' }),
  instance(3, { CreationTime: '2026-01-03T08:00Z' }),
  instance(4, { InstanceChargeType: 'PrePaid', InstanceName: 'paid-4' }),
];

const button = (page, name) => page.getByRole('button', { name, exact: true });
const member = (page, text) => page.getByTestId('member').filter({ hasText: text });
const ids = async (page) => [...(await live(page)).keys()].sort();

/** A group of these instances, entrusted or not. */
async function group(page, InstanceId, Entrusted) {
  await simulate(page, 'CreateScalingGroup', { ScalingGroupId: 'asg-1' });
  if (InstanceId.length > 0) await simulate(page, 'AttachInstances', { ScalingGroupId: 'asg-1', InstanceId, Entrusted });
  await page.evaluate(() => (location.hash = '#/scaling/asg-1'));
  await page.getByTestId('two-protections').waitFor();
}

for (const language of LANGUAGES) {
  const words = WORDS[language];
  const fate = FATES[language];

  test(`${language}: a group is created; an id that is taken is refused where it was typed`, async (t) => {
    const page = await newPage(t, { language, hash: '#/scaling' });
    await page.getByTestId('scaling-empty').waitFor();
    await assertAccessible(page, `no groups, ${language}`);
    await button(page, words.create).click();
    const dialog = page.getByTestId('create-group-dialog');
    await dialog.getByLabel(words.groupId).fill('web group/1');
    await assertAccessible(page, `create group, ${language}`);
    await dialog.getByTestId('create-group-confirm').click();
    await page.getByRole('heading', { level: 1, name: 'web group/1' }).waitFor();
    await page.getByTestId('no-members').waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'web group/1' }).waitFor();
    await page.evaluate(() => (location.hash = '#/scaling'));
    await page.getByTestId('scaling-group').getByText('web group/1').waitFor();
    await button(page, words.create).click();
    await dialog.getByLabel(words.groupId).fill('web group/1');
    await dialog.getByTestId('create-group-confirm').click();
    await dialog.getByText(words.exists).waitFor();
    assert.equal(await dialog.getByLabel(words.groupId).inputValue(), 'web group/1');
  });

  test(`${language}: scale-out creates, one is guarded, scale-in releases the others and exactly those that were shown`, async (t) => {
    const page = await newPage(t, { language, hash: '#/scaling' });
    await load(page, FLEET);
    await group(page, [], false);
    const act = new ActDialog(page);
    await button(page, words.out).click();
    await act.amount.fill('101');
    await act.dialog.locator('.field__error').waitFor();
    await act.amount.fill('3');
    await act.rest.getByText('3').waitFor();
    await assertAccessible(page, `scale out, ${language}`);
    await act.done();
    await member(page, 'ESS-asg-asg-1').nth(2).waitFor();
    const made = (await ids(page)).filter((one) => !FLEET.some(({ InstanceId }) => InstanceId === one));
    assert.equal(made.length, 3);
    await member(page, made[1]).getByRole('checkbox').check();
    await button(page, words.guard).click();
    await act.done();
    await member(page, made[1]).getByText(words.spared).waitFor();
    await assertWholeTexts(page);
    await assertAccessible(page, `group, ${language}`);
    await button(page, words.in).click();
    await act.amount.fill('5');
    await act.dialog.getByText(fate.stays, { exact: true }).first().waitFor();
    const shown = await fates(act.fates);
    assert.deepEqual(shown, { [fate.released]: [made[0], made[2]].sort(), [fate.stays]: [made[1]] });
    await assertAccessible(page, `scale in, ${language}`);
    await act.done();
    const left = await ids(page);
    assert.deepEqual(left, [...FLEET.map((one) => one.InstanceId), made[1]].sort());
    await page.locator('.notices').getByText(/ESS-asg-asg-1/).first().waitFor();
  });

  test(`${language}: of entrusted and by hand, taking out releases the one and lets the other live, guarded or not`, async (t) => {
    const page = await newPage(t, { language, hash: '#/scaling' });
    await load(page, FLEET);
    await group(page, [id(3)], false);
    const act = new ActDialog(page);
    await button(page, words.add).click();
    await act.dialog.getByRole('checkbox', { name: words.entrust }).check();
    await act.chooser.root.getByText(words.term).waitFor();
    await act.dialog.getByRole('checkbox', { name: words.entrust }).uncheck();
    await act.chooser.choose('paid-4');
    await act.dialog.getByRole('checkbox', { name: words.entrust }).check();
    await act.refused.getByText(words.term).waitFor();
    assert.equal(await act.confirm.getAttribute('aria-disabled'), 'true');
    await act.chooser.box('paid-4').uncheck();
    await act.chooser.search.fill('web');
    await act.chooser.choose(id(1), id(2));
    assert.equal(await act.chooser.box(id(3)).count(), 0, 'who is in a group is not offered');
    assert.deepEqual(await fates(act.fates), { [words.joins]: [id(1), id(2)] });
    await assertAccessible(page, `add instances, ${language}`);
    await act.done();
    await member(page, id(1)).getByRole('checkbox').check();
    await button(page, words.guard).click();
    await act.done();
    await member(page, id(1)).getByText(words.spared).waitFor();
    await member(page, id(3)).getByRole('checkbox').check();
    await button(page, words.takeOut).click();
    const shown = await fates(act.fates);
    assert.deepEqual(shown, { [fate.released]: [id(1)], [fate.leaves]: [id(3)] }, 'release protection and the group do not stop it');
    await act.done();
    await member(page, id(1)).waitFor({ state: 'detached' });
    assert.deepEqual(await ids(page), [id(2), id(3), id(4)]);
    const exported = JSON.parse(await page.evaluate(() => window.latch.export()));
    assert.equal(exported.Released.length ?? exported.Released.Instance?.length, 1);
  });

  test(`${language}: an unknown group says so and leads back`, async (t) => {
    const page = await newPage(t, { language, hash: '#/scaling/asg-none' });
    await page.getByRole('heading', { level: 1, name: words.unknown }).waitFor();
    await page.getByTestId('scaling-unknown').getByText('asg-none').waitFor();
    await assertAccessible(page, `unknown group, ${language}`);
    await page.getByTestId('scaling-unknown').getByRole('link', { name: words.back }).click();
    await page.getByTestId('scaling-empty').waitFor();
  });
}

test('what changed between the list and the click: nothing runs, the new list is shown', async (t) => {
  const page = await newPage(t, { hash: '#/scaling' });
  await load(page, FLEET);
  await group(page, [id(1), id(2)], true);
  const act = new ActDialog(page);
  await button(page, 'Scale in').click();
  assert.deepEqual(await fates(act.fates), { 'Will be released': [id(1)] });
  await simulate(page, 'SetInstancesProtection', { ScalingGroupId: 'asg-1', InstanceId: [id(1)], ProtectedFromScaleIn: true });
  await act.confirm.click();
  await act.changed.getByText('web-1').waitFor();
  await act.changed.getByText('web-2').waitFor();
  assert.equal((await live(page)).size, 4);
  assert.deepEqual(await fates(act.fates), { 'Will be released': [id(2)], Kept: [id(1)] });
  await act.done();
  assert.deepEqual(await ids(page), [id(1), id(3), id(4)]);
});

test('a group is worked with the keyboard alone', async (t) => {
  const page = await newPage(t, { hash: '#/scaling' });
  await load(page, FLEET);
  await group(page, [id(2)], true);
  const opener = page.getByRole('button', { name: 'Scale in', exact: true });
  await opener.focus();
  await page.keyboard.press('Enter');
  const act = new ActDialog(page);
  await act.dialog.waitFor();
  assert.ok(await act.amount.evaluate((field) => field === document.activeElement), 'the focus starts in the field');
  await page.keyboard.press('Escape');
  await act.dialog.waitFor({ state: 'detached' });
  assert.ok(await opener.evaluate((button) => button === document.activeElement), 'and goes back to the button');
  assert.equal((await live(page)).size, 4);
});
