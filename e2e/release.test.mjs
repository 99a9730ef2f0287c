// Releasing in the console: protected instances are skipped; if all are protected, nothing can be released; the shown plan is the one that runs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { call, id, instance, live, load } from './fleet.mjs';
import { site } from './harness.mjs';
import { LABELS, LANGUAGES } from './labels.mjs';
import { ProtectionDialog, ReleaseDialog } from './pages/dialogs.mjs';

const { newPage } = site();
const FLEET = [
  instance(1),
  instance(2, { DeletionProtection: true, InstanceName: 'db-2' }),
  instance(3, { Status: 'Stopped' }),
  instance(4, { InstanceChargeType: 'PrePaid', ExpiredTime: '2099-01-01T00:00Z', InstanceName: 'paid-4' }),
];

/** Opens the release dialog for the rows of these numbers. */
async function release(page, labels, numbers) {
  for (const n of numbers) await page.getByRole('row').filter({ hasText: id(n) }).getByRole('checkbox').check();
  await page.getByTestId('batch-release').click();
  const dialog = new ReleaseDialog(page, labels);
  await dialog.dialog.waitFor();
  return dialog;
}

for (const language of LANGUAGES) {
  const labels = LABELS[language];

  test(`${language}: of a mixed selection the protected one is skipped, the rest goes, and all are named`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await load(page, FLEET);
    const dialog = await release(page, labels, [1, 2, 3, 4]);
    assert.equal(await dialog.list('released').count(), 2);
    await dialog.list('skipped').filter({ hasText: id(2) }).waitFor();
    await dialog.list('refused').filter({ hasText: id(4) }).waitFor();
    await assertAccessible(page, `release, first step, ${language}`);
    await dialog.next.click();
    assert.equal(await dialog.list('loss').count(), 2);
    assert.equal((await dialog.confirm.textContent()).trim(), labels.releaseN(2));
    await assertAccessible(page, `release, second step, ${language}`);
    await dialog.confirm.click();
    await dialog.dialog.waitFor({ state: 'detached' });
    const notices = page.locator('.notices');
    for (const name of ['web-1', 'web-3', 'db-2', 'paid-4']) await notices.getByText(name).first().waitFor();
    assert.deepEqual([...(await live(page)).keys()].sort(), [id(2), id(4)]);
    await notices.getByText(/^db-2 ?[(（]1/).waitFor();
    // The instances that were not released are still selected.
    assert.equal((await page.getByTestId('count-selected').textContent()).replace(/\D/g, ''), '2');
  });

  test(`${language}: where every selected instance is protected there is no button that releases`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await load(page, FLEET);
    const dialog = await release(page, labels, [2]);
    await dialog.allProtected.waitFor();
    assert.equal(await dialog.next.count(), 0);
    assert.equal(await dialog.confirm.count(), 0);
    await assertAccessible(page, `release, all protected, ${language}`);
    // The focus is on Cancel: Enter closes the dialog, and releases nothing.
    await page.keyboard.press('Enter');
    await dialog.dialog.waitFor({ state: 'detached' });
    assert.equal((await live(page)).size, 4);
  });

  test(`${language}: a scheduled release takes a protected instance too, and says so`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await load(page, FLEET);
    const dialog = await release(page, labels, [1, 2]);
    await dialog.mode(labels.scheduled).check();
    await dialog.dialog.getByTestId('release-in-spite').waitFor();
    await dialog.next.click();
    assert.equal((await dialog.confirm.textContent()).trim(), labels.scheduleN(2));
    await dialog.confirm.click();
    await dialog.dialog.waitFor({ state: 'detached' });
    assert.match((await live(page)).get(id(2)).AutoReleaseTime, /^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/);
    assert.equal((await live(page)).size, 4);
    await page.evaluate(() => window.latch.clock.advance(4 * 3600));
    assert.deepEqual([...(await live(page)).keys()].sort(), [id(3), id(4)]);
  });
}

test('an instance that was protected meanwhile is not released: nothing runs, the difference is shown', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await load(page, FLEET);
  const dialog = await release(page, LABELS.en, [1, 3]);
  await dialog.next.click();
  assert.equal((await call(page, 'ModifyInstanceAttribute', { InstanceId: id(1), DeletionProtection: true })).status, 200);
  await dialog.confirm.click();
  await dialog.changed.getByText(/^web-1: released before, skipped now/i).waitFor();
  assert.equal((await live(page)).size, 4);
  assert.equal((await dialog.confirm.textContent()).trim(), 'Release 1 instance');
  await dialog.confirm.click();
  await dialog.dialog.waitFor({ state: 'detached' });
  assert.deepEqual([...(await live(page)).keys()].sort(), [id(1), id(2), id(4)]);
});

test('protection can be taken off from the release dialog, which then plans anew', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await load(page, FLEET);
  const dialog = await release(page, LABELS.en, [2]);
  await dialog.dialog.getByTestId('release-unprotect').click();
  await new ProtectionDialog(page, LABELS.en).set(false);
  await dialog.list('released').filter({ hasText: id(2) }).waitFor();
  assert.equal(await dialog.allProtected.count(), 0);
});

test('a time too near is refused by its field, with the rule and the remedy', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await load(page, FLEET);
  const dialog = await release(page, LABELS.en, [1]);
  await dialog.mode('Scheduled Release').check();
  const soon = await page.evaluate(() => {
    const at = new Date(Date.now() + 10 * 60_000);
    return new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  });
  await dialog.dialog.locator('#release-time').fill(soon);
  await dialog.next.click({ force: true });
  assert.equal(await dialog.confirm.count(), 0);
  await dialog.dialog.getByText(/30 minutes/).first().waitFor();
  assert.equal(await dialog.dialog.locator('#release-time').getAttribute('aria-invalid'), 'true');
});

test('rows that the filter hides are counted and named', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await load(page, FLEET);
  await page.getByRole('row').filter({ hasText: id(1) }).getByRole('checkbox').check();
  await page.getByTestId('filter').fill('db-2');
  await page.getByRole('row').filter({ hasText: id(2) }).getByRole('checkbox').check();
  await page.getByTestId('batch-release').click();
  await page.getByTestId('release-hidden').getByText('web-1').waitFor();
});

test('a thousand instances are planned and named as a few', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await load(page, Array.from({ length: 1000 }, (_, n) => instance(n, { DeletionProtection: n % 2 === 1 })));
  await page.getByTestId('select-all').check();
  await page.getByTestId('batch-release').click();
  const dialog = new ReleaseDialog(page, LABELS.en);
  await dialog.next.click();
  assert.equal((await dialog.confirm.textContent()).trim(), 'Release 500 instances');
  await dialog.confirm.click();
  await dialog.dialog.waitFor({ state: 'detached' });
  await page.locator('.notices').getByText('500 instances were released').waitFor();
  const { body } = await call(page, 'DescribeInstances', { RegionId: 'cn-hangzhou' });
  assert.equal(body.TotalCount, 500);
});
