// One instance: every section, what can still release it, its history, All Operations, and the message for an instance that does not exist.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { advance, call, id, instance, live, load, simulate } from './fleet.mjs';
import { site } from './harness.mjs';
import { LABELS, LANGUAGES } from './labels.mjs';
import { DetailsPage } from './pages/details.mjs';
import { ProtectionDialog, ReleaseDialog } from './pages/dialogs.mjs';
import { assertWholeTexts } from './texts.mjs';

const { newPage } = site();
const WORDS = {
  'zh-CN': {
    sections: ['基本信息', '配置信息', '网络信息', '付费信息', '其它信息'], history: '操作历史', stopping: '停止中', stopped: '已停止',
    stops: '释放保护可以阻止', notStops: '释放保护不能阻止', cancel: '取消定时释放', searchOperations: '搜索操作', scheduled: '定时释放',
    cancelSchedule: '取消定时释放', noInstance: '实例不存在', wasReleased: '实例已释放', seeRecord: '查看释放记录', back: '返回实例列表',
    method: '付费方式', tags: '标签', dataDisks: '数据盘', modify: '修改实例属性',
  },
  en: {
    sections: ['Basic Information', 'Configuration Information', 'Network Information', 'Billing Information', 'Other Information'],
    history: 'History', stopping: 'Stopping', stopped: 'Stopped', stops: 'Release protection stops', notStops: 'Release protection does not stop',
    cancel: 'Cancel scheduled release', searchOperations: 'Search operations', scheduled: 'scheduled', cancelSchedule: 'Cancel scheduled release',
    noInstance: 'Instance not found', wasReleased: 'This instance was released', seeRecord: 'View release record', back: 'Back to Instances',
    method: 'Billing Method', tags: 'Tags', dataDisks: 'Data Disks', modify: 'Modify instance attribute',
  },
};
const FULL = instance(1, {
  HostName: 'web-host', Description: 'shop front', PublicIpAddress: { IpAddress: ['47.99.1.2'] },
  VpcAttributes: { VpcId: 'vpc-1', VSwitchId: 'vsw-1', PrivateIpAddress: { IpAddress: ['172.16.0.9'] } },
  SecurityGroupIds: { SecurityGroupId: ['sg-1'] }, Tags: { Tag: [{ TagKey: 'env', TagValue: 'prod' }] }, ResourceGroupId: 'rg-1',
});

/** A time on the virtual clock, `seconds` from now, as the API takes it. */
const ahead = (page, seconds) =>
  page.evaluate((seconds) => new Date(Date.parse(window.latch.clock.now()) + seconds * 1000).toISOString().replace(/\.\d+/, ''), seconds);

for (const language of LANGUAGES) {
  const labels = LABELS[language];
  const words = WORDS[language];

  test(`${language}: every section stands under its heading and holds the fields of the instance`, async (t) => {
    const page = await newPage(t, { language });
    await load(page, [FULL]);
    const details = new DetailsPage(page, labels);
    await details.open(id(1));
    for (const name of words.sections) await details.section(name).waitFor();
    const [basic, configuration, network, billing] = words.sections;
    for (const text of [id(1), 'web-1', 'web-host', 'shop front', 'env: prod', 'rg-1', 'cn-hangzhou-h']) {
      await details.section(basic).getByText(text).first().waitFor();
    }
    await details.section(configuration).getByText('ecs.g6.large').waitFor();
    for (const text of ['vpc-1', 'vsw-1', 'sg-1', '172.16.0.9', '47.99.1.2']) await details.section(network).getByText(text).waitFor();
    assert.equal((await details.value(billing, words.method).textContent()).trim(), labels.payAsYouGo);
    await assertWholeTexts(page);
    await assertAccessible(page, `details, ${language}`);
  });

  test(`${language}: Change under Other Information turns protection on before one's eyes`, async (t) => {
    const page = await newPage(t, { language });
    await load(page, [instance(1)]);
    const details = new DetailsPage(page, labels);
    await details.open(id(1));
    await details.protection.getByText(labels.off, { exact: true }).waitFor();
    await details.protection.getByRole('button', { name: labels.changeProtection }).click();
    await new ProtectionDialog(page, labels).set(true);
    await details.protection.getByText(labels.on, { exact: true }).waitFor();
    await page.getByRole('tab', { name: words.history }).click();
    await page.getByRole('listitem').filter({ hasText: words.modify }).first().waitFor();
    // The tab is in the address, so a reload or a link leads to it.
    await page.waitForURL(/#\/instances\/[^?]+\?tab=history$/);
    await page.reload();
    await page.getByRole('listitem').filter({ hasText: words.modify }).first().waitFor();
    assert.equal(await page.getByRole('tab', { name: words.history }).getAttribute('aria-selected'), 'true');
  });

  test(`${language}: the status changes before one's eyes, and acts follow it`, async (t) => {
    const page = await newPage(t, { language });
    await load(page, [instance(1)]);
    const details = new DetailsPage(page, labels);
    await details.open(id(1));
    assert.equal(await details.act(labels.start).getAttribute('aria-disabled'), 'true');
    await details.act(labels.stop).click();
    await details.status.getByText(words.stopping).waitFor();
    await advance(page, 60);
    await details.status.getByText(words.stopped).waitFor();
    assert.equal(await details.act(labels.start).getAttribute('aria-disabled'), null);
    assert.equal(await details.act(labels.stop).getAttribute('aria-disabled'), 'true');
  });

  test(`${language}: All Operations finds an operation by any of its words and says why one cannot be done`, async (t) => {
    const page = await newPage(t, { language });
    await load(page, [instance(1, { InstanceChargeType: 'PrePaid', ExpiredTime: '2099-01-01T00:00Z' })]);
    const details = new DetailsPage(page, labels);
    await details.open(id(1));
    await details.openPanel();
    const change = details.panel.getByRole('button', { name: labels.changeProtection });
    assert.equal(await change.getAttribute('aria-disabled'), 'true');
    assert.ok((await change.evaluate((button) => document.getElementById(button.getAttribute('aria-describedby')).textContent)).length > 5);
    await details.panel.getByRole('searchbox', { name: words.searchOperations }).fill(words.scheduled);
    await details.panel.getByRole('button', { name: words.cancelSchedule }).waitFor();
    assert.equal(await details.panel.getByRole('button', { name: labels.start, exact: true }).count(), 0);
    await assertAccessible(page, `all operations, ${language}`);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await details.panel.waitFor({ state: 'detached' });
  });

  test(`${language}: what protection stops stands beside what it does not stop; a schedule is cancelled there`, async (t) => {
    const page = await newPage(t, { language });
    await load(page, [instance(1, { DeletionProtection: true })]);
    await call(page, 'ModifyInstanceAutoReleaseTime', { InstanceId: id(1), AutoReleaseTime: await ahead(page, 3 * 86400) });
    const details = new DetailsPage(page, labels);
    await details.open(id(1));
    await details.gaps.getByRole('heading', { name: words.stops, exact: true }).waitFor();
    await details.gaps.getByRole('heading', { name: words.notStops, exact: true }).waitFor();
    await details.gaps.getByRole('button', { name: words.cancelSchedule }).click();
    await details.gaps.getByRole('button', { name: words.cancelSchedule }).waitFor({ state: 'detached' });
    assert.equal((await live(page)).get(id(1)).AutoReleaseTime, '');
  });

  test(`${language}: released from its own page, it says so and shows the way to its record`, async (t) => {
    const page = await newPage(t, { language });
    await load(page, [instance(1)]);
    const details = new DetailsPage(page, labels);
    await details.open(id(1));
    await details.act(labels.release).click();
    const dialog = new ReleaseDialog(page, labels);
    await dialog.next.click();
    await dialog.confirm.click();
    await details.heading.getByText(words.wasReleased).waitFor();
    await details.missing.getByRole('link', { name: words.seeRecord }).click();
    await page.waitForFunction((id) => location.hash === `#/released/${id}`, id(1));
  });

  test(`${language}: an unknown id says so and offers the way back`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances/i-none' });
    const details = new DetailsPage(page, labels);
    await details.heading.getByText(words.noInstance).waitFor();
    await details.missing.getByText('i-none').waitFor();
    await assertAccessible(page, `unknown instance, ${language}`);
    await details.missing.getByRole('link', { name: words.back }).click();
    await page.waitForFunction(() => location.hash.startsWith('#/instances'));
  });
}

test('a protected instance that a group owns shows its gap, and the group that guards it is named', async (t) => {
  const page = await newPage(t);
  await load(page, [instance(1, { DeletionProtection: true })]);
  await simulate(page, 'CreateScalingGroup', { ScalingGroupId: 'asg-1' });
  await simulate(page, 'AttachInstances', { ScalingGroupId: 'asg-1', InstanceId: [id(1)], Entrusted: true });
  const details = new DetailsPage(page, LABELS.en);
  await details.open(id(1));
  await details.protection.getByText('1 gap').waitFor();
  await details.gaps.getByText('Scale-in of asg-1 can release it.').waitFor();
  await simulate(page, 'SetInstancesProtection', { ScalingGroupId: 'asg-1', InstanceId: [id(1)], ProtectedFromScaleIn: true });
  await details.gaps.getByText(/scale-in protection in asg-1/).waitFor();
});

test('a focus inside a section stays where it is while the status changes', async (t) => {
  const page = await newPage(t);
  await load(page, [instance(1)]);
  const details = new DetailsPage(page, LABELS.en);
  await details.open(id(1));
  const change = details.protection.getByRole('button');
  await change.focus();
  await call(page, 'StopInstance', { InstanceId: id(1) });
  await details.status.getByText('Stopping').waitFor();
  assert.ok(await change.evaluate((button) => button === document.activeElement));
});
