// The document that Latch is based on, step by step, with its own labels, in both languages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, id, instance, live, load, simulate, advance } from './fleet.mjs';
import { site } from './harness.mjs';
import { LABELS, LANGUAGES } from './labels.mjs';
import { ProtectionDialog, ReleaseDialog } from './pages/dialogs.mjs';

const { newPage } = site();
const DAY = 24 * 3600;

/** The row of an instance. */
const row = (page, n) => page.getByRole('row').filter({ hasText: id(n) });

/** More > Instance Settings > Change Release Protection Setting, from a menu button. */
async function chooseChange(page, labels, more) {
  await more.click();
  await page.getByRole('menuitem', { name: labels.instanceSettings }).click();
  await page.getByRole('menuitem', { name: labels.changeProtection }).click();
}

for (const language of LANGUAGES) {
  const labels = LABELS[language];

  test(`${language}: turning release protection on while creating an instance`, async (t) => {
    const page = await newPage(t, { language });
    await page.getByRole('navigation').getByRole('link', { name: labels.instances, exact: true }).click();
    await page.getByRole('link', { name: labels.create }).first().click();
    await page.getByRole('radio', { name: labels.payAsYouGo }).check();
    await page.getByRole('button', { name: labels.nextTo(labels.network) }).click();
    await page.getByRole('button', { name: labels.nextTo(labels.system) }).click();
    await page.getByRole('checkbox', { name: labels.protectBox }).check();
    await page.getByRole('button', { name: labels.nextTo(labels.grouping) }).click();
    await page.getByRole('button', { name: labels.nextTo(labels.confirm) }).click();
    await page.getByTestId('terms').check();
    await page.getByRole('button', { name: labels.create }).click();
    await page.getByTestId('created').waitFor();
    const created = [...(await live(page)).values()];
    assert.equal(created.length, 1);
    assert.equal(created[0].DeletionProtection, true);
  });

  test(`${language}: one instance, by More in its row`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await load(page, [instance(1), instance(2)]);
    await chooseChange(page, labels, row(page, 1).getByRole('button', { name: labels.more }));
    const dialog = new ProtectionDialog(page, labels);
    await dialog.set(true);
    await row(page, 1).getByTestId('cell-protection').getByText(labels.on).waitFor();
    assert.equal((await live(page)).get(id(1)).DeletionProtection, true);
    assert.equal((await live(page)).get(id(2)).DeletionProtection, false);
  });

  test(`${language}: several instances, by More at the bottom of the page`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await load(page, [instance(1), instance(2), instance(3)]);
    for (const n of [1, 2]) await row(page, n).getByRole('checkbox').check();
    await chooseChange(page, labels, page.getByTestId('batch-bar').getByRole('button', { name: labels.more }));
    await new ProtectionDialog(page, labels).set(true);
    const flags = [...(await live(page)).values()].map((instance) => instance.DeletionProtection);
    assert.deepEqual(flags, [true, true, false]);
  });

  test(`${language}: the state is on the details page, reached by the id and by Manage`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await load(page, [instance(1, { DeletionProtection: true }), instance(2)]);
    await row(page, 1).getByRole('link', { name: id(1) }).click();
    const other = page.getByRole('region', { name: labels.other });
    await other.getByText(labels.protection, { exact: true }).waitFor();
    await other.getByText(labels.on, { exact: true }).waitFor();
    await page.goBack();
    await row(page, 2).getByRole('link', { name: labels.manage }).click();
    await other.getByText(labels.off, { exact: true }).waitFor();
  });

  test(`${language}: a manual release skips the protected; all protected cannot be released`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await load(page, [instance(1), instance(2, { DeletionProtection: true })]);
    for (const n of [1, 2]) await row(page, n).getByRole('checkbox').check();
    await page.getByTestId('batch-bar').getByRole('button', { name: labels.release, exact: true }).click();
    const dialog = new ReleaseDialog(page, labels);
    await dialog.next.click();
    await dialog.dialog.getByRole('button', { name: labels.releaseN(1) }).click();
    await row(page, 1).waitFor({ state: 'detached' });
    assert.deepEqual([...(await live(page)).keys()], [id(2)]);
    await row(page, 2).getByRole('button', { name: labels.more }).click();
    await page.getByRole('menuitem', { name: labels.instanceStatus }).click();
    await page.getByRole('menuitem', { name: labels.release }).click();
    await dialog.allProtected.waitFor();
    assert.equal(await dialog.next.count(), 0);
    await dialog.cancel.click();
    assert.deepEqual([...(await live(page)).keys()], [id(2)]);
  });
}

test('the API refuses with InvalidOperation.DeletionProtection until protection is off', async (t) => {
  const page = await newPage(t);
  await load(page, [instance(1, { DeletionProtection: true, Status: 'Stopped' })]);
  const refused = await call(page, 'DeleteInstance', { InstanceId: id(1) });
  assert.equal(refused.status, 403);
  assert.equal(refused.body.Code, 'InvalidOperation.DeletionProtection');
  assert.equal((await call(page, 'ModifyInstanceAttribute', { InstanceId: id(1), DeletionProtection: false })).status, 200);
  assert.equal((await call(page, 'DeleteInstance', { InstanceId: id(1) })).status, 200);
  assert.equal((await live(page)).size, 0);
});

// What protection does not stop: the four reasons of the document.
test('overdue for more than 15 days: released although protected', async (t) => {
  const page = await newPage(t);
  await load(page, [instance(1, { DeletionProtection: true })]);
  assert.equal((await simulate(page, 'AccountOverdue')).status, 200);
  await advance(page, 15 * DAY - 60);
  assert.equal((await live(page)).size, 1);
  await advance(page, 120);
  assert.equal((await live(page)).size, 0);
});

test('the auto-release time comes: released although protected', async (t) => {
  const page = await newPage(t);
  await load(page, [instance(1, { DeletionProtection: true })]);
  const at = await page.evaluate(() => new Date(Date.parse(window.latch.clock.now()) + 3600_000).toISOString().replace(/\.\d+/, ''));
  assert.equal((await call(page, 'ModifyInstanceAutoReleaseTime', { InstanceId: id(1), AutoReleaseTime: at })).status, 200);
  await advance(page, 3600);
  assert.equal((await live(page)).size, 0);
});

test('a security or compliance violation: stopped, or released, although protected', async (t) => {
  const page = await newPage(t);
  await load(page, [instance(1, { DeletionProtection: true }), instance(2, { DeletionProtection: true })]);
  await simulate(page, 'SecurityViolation', { InstanceId: id(1), Effect: 'stop' });
  await simulate(page, 'SecurityViolation', { InstanceId: id(2), Effect: 'release' });
  const left = await live(page);
  assert.deepEqual([...left.keys()], [id(1)]);
  assert.equal(left.get(id(1)).Status, 'Stopped');
});

test('scale-in of what Auto Scaling created: released although protected', async (t) => {
  const page = await newPage(t);
  await simulate(page, 'CreateScalingGroup', { ScalingGroupId: 'asg-1' });
  await simulate(page, 'ScaleOut', { ScalingGroupId: 'asg-1', Amount: 2 });
  const [first] = (await live(page)).keys();
  await call(page, 'ModifyInstanceAttribute', { InstanceId: first, DeletionProtection: true });
  const { body } = await simulate(page, 'ScaleIn', { ScalingGroupId: 'asg-1', Amount: 1 });
  assert.deepEqual(body.Released, [first]);
  assert.equal((await live(page)).size, 1);
});
