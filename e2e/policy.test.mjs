// The protection policy: how many instances meet it, which do not, and one step to fix it; and that it belongs to the account.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { id, instance, live, load } from './fleet.mjs';
import { site, whenReady } from './harness.mjs';
import { LABELS, LANGUAGES } from './labels.mjs';
import { ProtectionDialog } from './pages/dialogs.mjs';
import { WORDS } from './pages/simulation.mjs';
import { assertWholeTexts } from './texts.mjs';

const { url, newPage } = site();
const tagged = (value) => ({ Tags: { Tag: [{ TagKey: 'env', TagValue: value }] } });
const FLEET = [
  instance(1, { ...tagged('prod'), DeletionProtection: true }),
  instance(2, tagged('prod')),
  instance(3, tagged('prod')),
  instance(4, tagged('test')),
  instance(5, { ...tagged('prod'), SpotStrategy: 'SpotAsPriceGo' }),
];

for (const language of LANGUAGES) {
  const words = WORDS[language];

  test(`${language}: the figure counts what can be protected, names who falls short, and one step mends it`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await load(page, FLEET);
    await page.goto(url('#/policy'));
    await page.getByTestId('coverage-figure').getByText(words.policyPercent(33)).waitFor();
    const rows = page.getByTestId('policy-short').locator('tbody').getByRole('row');
    assert.deepEqual(await rows.locator('a').allTextContents(), [2, 3, 5].map(id));
    for (const [place, name] of ['web-2', 'web-3', 'web-5'].entries()) await rows.nth(place).getByText(name).waitFor();
    await assertAccessible(page, `policy, ${language}`);
    await assertWholeTexts(page);
    await page.getByRole('button', { name: words.fix(2) }).click();
    await new ProtectionDialog(page, LABELS[language]).set(true);
    await page.getByTestId('coverage-figure').getByText(words.policyPercent(100)).waitFor();
    const now = await live(page);
    assert.deepEqual([1, 2, 3, 4, 5].map((n) => now.get(id(n)).DeletionProtection), [true, true, true, false, false]);
  });

  test(`${language}: tags are added and taken out, a wrong one is refused, and the policy outlives a reload`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await load(page, FLEET);
    await page.goto(url('#/policy'));
    const field = page.getByLabel(words.tag, { exact: true });
    const add = page.getByRole('button', { name: words.addTag });
    await field.fill('env=prod');
    await field.blur();
    await page.getByTestId('policy-rule').getByText(words.known).first().waitFor();
    await field.fill('env=test');
    await add.click();
    await page.getByTestId('coverage-figure').getByText(words.policyPercent(25)).waitFor();
    await page.reload();
    await whenReady(page);
    await page.getByTestId('coverage-figure').getByText(words.policyPercent(25)).waitFor();
    await page.getByRole('button', { name: words.removeTag('env=prod') }).click();
    await page.getByTestId('coverage-figure').getByText(words.policyPercent(0)).waitFor();
    await page.evaluate(() => window.latch.simulate('SetPolicy', { Tag: [{ Key: 'team', Value: 'nobody' }] }));
    await page.getByText(words.nobody).waitFor();
    await assertAccessible(page, `policy without instances, ${language}`);
  });
}
