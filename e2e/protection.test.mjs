// Change Release Protection Setting: one or many; instances that cannot have it are named, and no change is dropped.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { id, instance, live, load, simulate } from './fleet.mjs';
import { site } from './harness.mjs';
import { LABELS, LANGUAGES } from './labels.mjs';
import { ProtectionDialog } from './pages/dialogs.mjs';

const { newPage } = site();
const FLEET = [
  instance(1),
  instance(2, { DeletionProtection: true }),
  instance(3, { InstanceChargeType: 'PrePaid', ExpiredTime: '2099-01-01T00:00Z', InstanceName: 'paid-3' }),
  instance(4, { SpotStrategy: 'SpotAsPriceGo', InstanceName: 'spot-4' }),
  instance(5, { InstanceName: 'locked-5' }),
];

async function open(page, labels, numbers) {
  for (const n of numbers) await page.getByRole('row').filter({ hasText: id(n) }).getByRole('checkbox').check();
  await page.getByTestId('batch-protect').click();
  const dialog = new ProtectionDialog(page, labels);
  await dialog.dialog.waitFor();
  return dialog;
}

for (const language of LANGUAGES) {
  const labels = LABELS[language];

  test(`${language}: a batch turns on for all who can have it; the others are listed with the reason`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await load(page, FLEET);
    await simulate(page, 'SecurityViolation', { InstanceId: id(5), Effect: 'lock' });
    const dialog = await open(page, labels, [1, 2, 3, 4, 5]);
    assert.equal(await dialog.switch.getAttribute('aria-checked'), 'mixed');
    assert.equal(await dialog.ok.getAttribute('aria-disabled'), 'true');
    await dialog.switch.click();
    await dialog.dialog.getByTestId('protection-ineligible').waitFor();
    await dialog.line(id(1)).getByText(`${labels.off} → ${labels.on}`).waitFor();
    await assertAccessible(page, `change protection, ${language}`);
    await dialog.ok.click();
    await dialog.dialog.waitFor({ state: 'detached' });
    const notices = page.locator('.notices');
    for (const name of ['web-1', 'paid-3', 'spot-4', 'locked-5']) await notices.getByText(name).first().waitFor();
    const flags = [...(await live(page)).values()].map((instance) => instance.DeletionProtection);
    assert.deepEqual(flags, [true, true, false, false, false]);
  });

  test(`${language}: turning off warns, and turns off`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await load(page, FLEET);
    const dialog = await open(page, labels, [2]);
    assert.equal(await dialog.switch.getAttribute('aria-checked'), 'true');
    await dialog.set(false);
    assert.equal((await live(page)).get(id(2)).DeletionProtection, false);
  });
}

test('Enter in the dialog presses nothing that is disabled, Esc changes nothing and gives the focus back', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await load(page, FLEET);
  const dialog = await open(page, LABELS.en, [1, 2]);
  const why = page.getByRole('tooltip');
  await dialog.dialog.getByRole('button', { name: 'Cancel' }).focus();
  await page.keyboard.press('Tab');
  await why.waitFor();
  await page.keyboard.press('Enter');
  assert.ok(await dialog.dialog.isVisible());
  // The first Escape closes the tooltip that the focus opened, the second one the dialog.
  await page.keyboard.press('Escape');
  await why.waitFor({ state: 'hidden' });
  assert.ok(await dialog.dialog.isVisible());
  await page.keyboard.press('Escape');
  await dialog.dialog.waitFor({ state: 'detached' });
  assert.equal((await live(page)).get(id(1)).DeletionProtection, false);
});
