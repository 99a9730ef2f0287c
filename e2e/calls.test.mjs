// Equivalent calls: shown in every notation, copied as shown, and a script that sends the shown call has the same effect as the act.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { call, id, instance, live, load } from './fleet.mjs';
import { ENGINE, site } from './harness.mjs';
import { LABELS, LANGUAGES } from './labels.mjs';
import { Calls, NOTATIONS, TEXTS, sendUrls } from './pages/calls.mjs';
import { ProtectionDialog, ReleaseDialog } from './pages/dialogs.mjs';
import { ActivityPage } from './pages/records.mjs';
import { TEXTS as WIZARD, WizardPage } from './pages/wizard.mjs';
import { assertWholeTexts } from './texts.mjs';

const { newPage } = site();
const IS_WEBKIT = ENGINE === 'webkit';
const CLIPBOARD = IS_WEBKIT ? {} : { permissions: ['clipboard-read', 'clipboard-write'] };
const FLEET = [instance(1), instance(2), instance(3, { DeletionProtection: true }), instance(4, { InstanceChargeType: 'PrePaid', ExpiredTime: '2099-01-01T00:00Z' })];

async function tick(page, numbers) {
  for (const n of numbers) await page.getByRole('row').filter({ hasText: id(n) }).getByRole('checkbox').check();
}

async function protection(page, labels, numbers) {
  await tick(page, numbers);
  await page.getByTestId('batch-protect').click();
  const dialog = new ProtectionDialog(page, labels);
  await dialog.dialog.waitFor();
  return dialog;
}

async function release(page, labels, numbers) {
  await tick(page, numbers);
  await page.getByTestId('batch-release').click();
  const dialog = new ReleaseDialog(page, labels);
  await dialog.dialog.waitFor();
  return dialog;
}

/** The copied text. WebKit lets no page read the clipboard, so there it is pasted into a field. */
async function copied(page) {
  if (!IS_WEBKIT) return page.evaluate(() => navigator.clipboard.readText());
  const before = await page.evaluateHandle(() => document.activeElement);
  const field = await page.evaluateHandle(() => {
    const field = document.createElement('textarea');
    (document.querySelector('dialog[open]') ?? document.body).append(field);
    field.focus();
    return field;
  });
  await page.keyboard.press('ControlOrMeta+V');
  await page.waitForFunction((field) => field.value, field);
  const text = await field.evaluate((field) => {
    field.remove();
    return field.value;
  });
  await before.evaluate((element) => element.focus());
  return text;
}

/** Each notation contains its marks, and copying gives the shown text. */
async function assertWritten(page, calls, marks) {
  for (const notation of NOTATIONS) {
    const text = await calls.written(notation);
    assert.ok(text.includes(marks[notation]), `${notation}: ${text}`);
    await calls.copy();
    assert.equal(await copied(page), text, notation);
  }
}

for (const language of LANGUAGES) {
  const labels = LABELS[language];
  const texts = TEXTS[language];

  test(`${language}: a change of protection is shown as calls, which change it when they are sent`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances', ...CLIPBOARD });
    await load(page, FLEET);
    const dialog = await protection(page, labels, [1, 2, 4]);
    const calls = new Calls(dialog.dialog, texts);
    assert.equal(await calls.notation.count(), 0, 'closed at first');
    await dialog.switch.click();
    await calls.open();
    await assertWritten(page, calls, {
      url: `InstanceId=${id(2)}&DeletionProtection=true`,
      cli: `--InstanceId ${id(1)} \\\n  --DeletionProtection true`,
      python: 'client.modify_instance_attribute(models.ModifyInstanceAttributeRequest(',
      typescript: 'await client.modifyInstanceAttribute(new $Ecs.ModifyInstanceAttributeRequest({',
      go: 'client.ModifyInstanceAttribute(&ecs.ModifyInstanceAttributeRequest{',
      java: '.setDeletionProtection(true)',
      terraform: `resource "alicloud_instance" "${id(1)}" {\n  deletion_protection = true\n}`,
    });
    await assertAccessible(page, `calls in the protection dialog, ${language}`);
    await assertWholeTexts(page);
    const urls = await calls.written('url');
    assert.ok(!urls.includes(id(4)), 'who cannot be changed is not called');
    await page.keyboard.press('Escape');
    await dialog.dialog.waitFor({ state: 'detached' });
    assert.deepEqual(await sendUrls(page, urls), [200, 200]);
    const after = await live(page);
    assert.deepEqual([1, 2, 4].map((n) => after.get(id(n)).DeletionProtection), [true, true, false]);
  });

  test(`${language}: a release is shown as calls, which release when they are sent`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances', ...CLIPBOARD });
    await load(page, FLEET);
    const dialog = await release(page, labels, [1, 2, 3]);
    await dialog.next.click();
    const calls = new Calls(dialog.dialog, texts);
    await calls.open();
    await assertWritten(page, calls, {
      url: `Action=DeleteInstances&Version=2014-05-26&Format=JSON`,
      cli: `--InstanceId.2 ${id(2)} \\\n  --Force true`,
      python: 'client.delete_instances(models.DeleteInstancesRequest(',
      typescript: 'await client.deleteInstances(new $Ecs.DeleteInstancesRequest({',
      go: 'client.DeleteInstances(&ecs.DeleteInstancesRequest{',
      java: '.setForce(true)',
      terraform: `terraform destroy \\\n  -target=alicloud_instance.${id(1)}`,
    });
    await calls.note(texts.note_terraform_release).waitFor();
    await assertAccessible(page, `calls in the release dialog, ${language}`);
    const urls = await calls.written('url');
    await page.keyboard.press('Escape');
    await dialog.dialog.waitFor({ state: 'detached' });
    assert.deepEqual(await sendUrls(page, urls), [200]);
    assert.deepEqual([...(await live(page)).keys()], [id(3), id(4)]);
  });

  test(`${language}: a scheduled release is shown as calls, which schedule it when they are sent`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await load(page, FLEET);
    const dialog = await release(page, labels, [1, 3]);
    await dialog.mode(labels.scheduled).check();
    await dialog.next.click();
    const calls = new Calls(dialog.dialog, texts);
    await calls.open();
    assert.match(await calls.written('terraform'), /auto_release_time = "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/);
    const urls = await calls.written('url');
    await dialog.cancel.click();
    await dialog.dialog.waitFor({ state: 'detached' });
    assert.deepEqual(await sendUrls(page, urls), [200, 200]);
    const after = await live(page);
    assert.deepEqual([1, 2, 3].map((n) => after.get(id(n)).AutoReleaseTime !== ''), [true, false, true]);
  });

  test(`${language}: an order is shown as a call, which creates the same when it is sent`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances/create', ...CLIPBOARD });
    const wizard = new WizardPage(page, WIZARD[language]);
    const name = "it's-\"$HOME\"-释放";
    await wizard.field('quantity').fill('2');
    await wizard.goTo(3);
    await wizard.field('description').fill(name);
    await wizard.protection.check();
    await wizard.next.click();
    await wizard.at(4);
    await wizard.next.click();
    await wizard.at(5);
    const calls = new Calls(page, texts);
    await calls.open();
    await assertWritten(page, calls, {
      url: 'Description=it%27s-%22%24HOME%22-%E9%87%8A%E6%94%BE',
      cli: `--Description 'it'\\''s-"$HOME"-释放'`,
      python: `description='it\\'s-"$HOME"-释放',`,
      typescript: `description: 'it\\'s-"$HOME"-释放',`,
      go: 'Description: tea.String("it\'s-\\"$HOME\\"-释放"),',
      java: '.setDescription("it\'s-\\"$HOME\\"-释放")',
      terraform: '= "it\'s-\\"$HOME\\"-释放"',
    });
    await assertAccessible(page, `calls in the wizard, ${language}`);
    const urls = await calls.written('url');
    assert.deepEqual(await sendUrls(page, urls), [200]);
    const sent = [...(await live(page)).values()];
    await wizard.agreeAndCreate();
    const all = [...(await live(page)).values()];
    assert.equal(sent.length, 2);
    assert.equal(all.length, 4);
    const what = ({ InstanceType, ImageId, ZoneId, DeletionProtection, Description, VpcAttributes, SecurityGroupIds, InstanceChargeType }) =>
      ({ InstanceType, ImageId, ZoneId, DeletionProtection, Description, vSwitch: VpcAttributes.VSwitchId, SecurityGroupIds, InstanceChargeType });
    assert.equal(sent[0].Description, name);
    for (const one of all) assert.deepEqual(what(one), what(sent[0]));
  });

  test(`${language}: an entry of the activity is shown as calls; what the record does not keep is said`, async (t) => {
    const page = await newPage(t, { language, hash: '#/activity', viewport: { width: 390, height: 844 } });
    await load(page, FLEET);
    await call(page, 'TagResources', { RegionId: 'cn-hangzhou', ResourceType: 'instance', ResourceId: [id(1)], Tag: [{ Key: 'a b', Value: "it's" }] });
    await call(page, 'StopInstance', { InstanceId: id(2) });
    const activity = new ActivityPage(page);
    const open = async (action) => {
      await activity.expand(action);
      await page.getByTestId('act-calls').click();
      const dialog = page.getByTestId('act-calls-dialog');
      await dialog.waitFor();
      return new Calls(dialog, texts);
    };
    const tags = await open('TagResources');
    assert.match(await tags.written('cli'), /--Tag\.1\.Key 'a b' \\\n {2}--Tag\.1\.Value 'it'\\''s'$/);
    assert.equal(await tags.note(texts.record_part).count(), 0);
    await tags.notation.selectOption('terraform');
    await tags.note(texts.no_equivalent).waitFor();
    assert.equal(await tags.code.count(), 0);
    await assertAccessible(page, `calls of a record, ${language}`);
    await page.keyboard.press('Escape');
    await tags.place.waitFor({ state: 'detached' });
    await activity.act('TagResources').first().getByRole('button', { expanded: true }).click();
    const power = await open('StopInstances');
    await power.note(texts.record_part).waitFor();
    await power.note(texts.no_equivalent).waitFor();
  });
}

test('of a large batch the first twenty calls are shown, and how many more there are', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await load(page, Array.from({ length: 30 }, (_, n) => instance(n + 1)));
  await page.getByTestId('select-all').click();
  await page.getByTestId('batch-protect').click();
  const dialog = new ProtectionDialog(page, LABELS.en);
  await dialog.dialog.waitFor();
  const calls = new Calls(dialog.dialog, TEXTS.en);
  await calls.open();
  await dialog.switch.click();
  assert.equal((await calls.written('url')).split('\n').length, 20);
  await calls.note('10 more calls are not shown.').waitFor();
});

test('the notation that was chosen stays for the next act', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await load(page, FLEET);
  const first = await release(page, LABELS.en, [1]);
  await first.next.click();
  const calls = new Calls(first.dialog, TEXTS.en);
  await calls.open();
  await calls.written('java');
  await page.keyboard.press('Escape');
  await first.dialog.waitFor({ state: 'detached' });
  const second = await protection(page, LABELS.en, []);
  await second.switch.click();
  const again = new Calls(second.dialog, TEXTS.en);
  await again.open();
  assert.equal(await again.notation.inputValue(), 'java');
  assert.match(await again.code.textContent(), /public class Calls/);
});

test('where nothing would change there is no call, and it says why', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await load(page, FLEET);
  const dialog = await protection(page, LABELS.en, [1]);
  const calls = new Calls(dialog.dialog, TEXTS.en);
  await calls.open();
  await dialog.dialog.getByTestId('calls').locator('p').nth(1).waitFor();
  assert.equal(await calls.code.count(), 0);
});
