// Creation: inputs are kept, errors are named, protection follows billing, and the ordered instances start.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { advance, live } from './fleet.mjs';
import { site, whenReady } from './harness.mjs';
import { LABELS, LANGUAGES } from './labels.mjs';
import { TEXTS, WizardPage } from './pages/wizard.mjs';
import { assertWholeTexts } from './texts.mjs';

const { newPage } = site();
const HASH = '#/instances/create';
const PASSWORD = 'Correct-Horse-7';

/** `2026-11-24T08:00` in the zone of the page, `days` from now. */
const localTime = (page, days) =>
  page.evaluate((days) => {
    const at = new Date(Date.parse(window.latch.clock.now()) + days * 86_400_000);
    const two = (number) => String(number).padStart(2, '0');
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
  }, days);

for (const language of LANGUAGES) {
  const labels = LABELS[language];
  const texts = TEXTS[language];
  const open = async (t, options = {}) => {
    const page = await newPage(t, { language, hash: HASH, ...options });
    return { page, wizard: new WizardPage(page, texts) };
  };

  test(`${language}: Next works on every step as it stands; only the terms are asked for, by name`, async (t) => {
    const { page, wizard } = await open(t);
    await wizard.goTo(5);
    await wizard.create.click();
    await wizard.errors.getByText(texts.wrong_terms).waitFor();
    assert.ok(await page.evaluate(() => document.activeElement.closest('.errors') !== null), 'the focus is on the errors');
    await assertAccessible(page, `wizard with an error, ${language}`);
    await wizard.errors.getByRole('button').click();
    assert.ok(await wizard.field('terms').evaluate((box) => box === document.activeElement), 'its line leads to the field');
    assert.equal((await live(page)).size, 0);
    await wizard.agreeAndCreate();
    assert.equal((await live(page)).size, 1);
  });

  test(`${language}: what is wrong is named at its field and summed up, and nothing typed is lost`, async (t) => {
    const { page, wizard } = await open(t);
    await wizard.field('quantity').fill('101');
    await wizard.next.click();
    await wizard.errors.getByText(texts.quantity, { exact: false }).waitFor();
    assert.equal(await wizard.field('quantity').getAttribute('aria-invalid'), 'true');
    assert.equal(await wizard.field('quantity').inputValue(), '101');
    await wizard.field('quantity').fill('2');
    await wizard.goTo(3);
    await wizard.field('name').fill('1');
    await wizard.field('description').fill('http://example.com');
    await wizard.choose(texts.password);
    await wizard.field('password').fill('short');
    await wizard.field('confirm').fill('other');
    await wizard.next.click();
    await wizard.errors.waitFor();
    assert.equal(await wizard.errors.getByRole('button').count(), 3);
    for (const field of ['name', 'description', 'password']) {
      assert.equal(await wizard.field(field).getAttribute('aria-invalid'), 'true', field);
    }
    assert.equal(await wizard.field('name').inputValue(), '1');
    await wizard.field('password').fill(PASSWORD);
    await wizard.errors.getByText(texts.wrong_confirm).waitFor();
    await assertWholeTexts(page);
    await assertAccessible(page, `wizard with errors, ${language}`);
  });

  test(`${language}: the tick of protection goes with the billing method and comes back with it`, async (t) => {
    const { page, wizard } = await open(t);
    await wizard.goTo(3);
    await page.getByRole('checkbox', { name: labels.protectBox }).check();
    await wizard.previous.click();
    await wizard.at(2);
    await wizard.previous.click();
    await wizard.at(1);
    for (const billing of ['subscription', 'preemptible']) {
      await page.locator(`input[type=radio][value=${billing}]`).check();
      await wizard.withdrawn.waitFor();
    }
    await wizard.goTo(3);
    assert.equal(await wizard.protection.isChecked(), false);
    assert.equal(await wizard.protection.getAttribute('aria-disabled'), 'true');
    const why = await wizard.protection.evaluate((box) => document.getElementById(box.getAttribute('aria-describedby').split(' ').at(-1)).textContent);
    assert.ok(why.length > 5, why);
    await wizard.previous.click();
    await wizard.at(2);
    await wizard.previous.click();
    await wizard.at(1);
    await wizard.choose(labels.payAsYouGo);
    await wizard.withdrawn.waitFor({ state: 'detached' });
    await wizard.goTo(3);
    assert.equal(await wizard.protection.isChecked(), true);
  });

  test(`${language}: names in sequence are previewed and given as previewed`, async (t) => {
    const { page, wizard } = await open(t);
    await wizard.field('quantity').fill('3');
    await wizard.goTo(3);
    await wizard.field('name').fill('web-[8,3]-prod');
    const expected = ['web-008-prod', 'web-009-prod', 'web-010-prod'];
    await wizard.preview.getByText(expected.join(texts.between_names)).waitFor();
    await wizard.next.click();
    await wizard.at(4);
    await wizard.next.click();
    await wizard.at(5);
    await wizard.agreeAndCreate();
    assert.deepEqual([...(await live(page)).values()].map((one) => one.InstanceName).sort(), expected);
  });

  test(`${language}: protected and scheduled contradict each other; dropping one or keeping both is a choice`, async (t) => {
    const { page, wizard } = await open(t);
    await wizard.goTo(3);
    await wizard.protection.check();
    await wizard.next.click();
    await wizard.at(4);
    await wizard.next.click();
    await wizard.at(5);
    await wizard.schedule.click();
    await wizard.contradiction.getByText(texts.contradiction_title).waitFor();
    await assertAccessible(page, `contradiction, ${language}`);
    await wizard.button(texts.drop_schedule).click();
    await wizard.contradiction.waitFor({ state: 'detached' });
    await wizard.schedule.click();
    await wizard.field('release-at').fill(await localTime(page, 2));
    await wizard.button(texts.keep_both).click();
    await wizard.agreeAndCreate();
    const [created] = (await live(page)).values();
    assert.equal(created.DeletionProtection, true);
    assert.match(created.AutoReleaseTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/);
  });

  test(`${language}: the draft survives a reload, the password does not, and it is nowhere to be read`, async (t) => {
    const { page, wizard } = await open(t);
    await wizard.goTo(3);
    await wizard.field('name').fill('kept-name');
    await wizard.choose(texts.password);
    await wizard.field('password').fill(PASSWORD);
    await wizard.field('confirm').fill(PASSWORD);
    await page.reload();
    await whenReady(page);
    await wizard.restored.waitFor();
    await wizard.at(3);
    assert.equal(await wizard.field('name').inputValue(), 'kept-name');
    assert.equal(await wizard.field('password').inputValue(), '');
    await wizard.next.click();
    await wizard.errors.waitFor();
    await wizard.field('password').fill(PASSWORD);
    await wizard.field('confirm').fill(PASSWORD);
    await wizard.next.click();
    await wizard.at(4);
    await wizard.next.click();
    await wizard.at(5);
    await page.getByTestId('calls').locator('summary').click();
    await page.getByText(/Action=RunInstances&/).waitFor();
    assert.ok(!(await page.content()).includes(PASSWORD), 'not in the page');
    await wizard.agreeAndCreate();
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    assert.ok(!kept.includes(PASSWORD), 'not in what is kept');
    assert.ok(!JSON.stringify(await page.evaluate(() => window.latch.export())).includes(PASSWORD), 'not in the export');
  });

  test(`${language}: leaving a changed form asks: stay, keep the draft, or discard it`, async (t) => {
    const { page, wizard } = await open(t);
    await wizard.goTo(3);
    await wizard.field('name').fill('half-done');
    const leave = () => page.getByRole('navigation').getByRole('link', { name: labels.instances, exact: true }).first().click();
    await leave();
    await wizard.leaving.waitFor();
    await assertAccessible(page, `leaving, ${language}`);
    await page.keyboard.press('Escape');
    await wizard.leaving.waitFor({ state: 'detached' });
    assert.equal(await wizard.field('name').inputValue(), 'half-done');
    await leave();
    await wizard.button(texts.leave_keep).click();
    await page.waitForFunction(() => !location.hash.includes('create'));
    await page.getByRole('link', { name: labels.create }).first().click();
    await wizard.restored.waitFor();
    await wizard.button(texts.begin_again).click();
    await wizard.goTo(3);
    assert.equal(await wizard.field('name').inputValue(), '');
    await wizard.field('name').fill('thrown-away');
    await leave();
    await wizard.button(texts.leave_discard).click();
    await page.waitForFunction(() => !location.hash.includes('create'));
    await page.getByRole('link', { name: labels.create }).first().click();
    await wizard.at(1);
    assert.equal(await wizard.restored.count(), 0);
  });

  test(`${language}: what was created comes up before one's eyes and is found in the list`, async (t) => {
    const { page, wizard } = await open(t);
    await wizard.field('quantity').fill('3');
    await wizard.goTo(5);
    await wizard.agreeAndCreate();
    assert.equal(await wizard.created.getByRole('row').count(), 4);
    await advance(page, 120);
    await wizard.created.getByText(labels.running, { exact: true }).nth(2).waitFor();
    await assertWholeTexts(page);
    await assertAccessible(page, `created, ${language}`);
    await page.getByTestId('view-in-list').click();
    await page.getByTestId('cell-id').filter({ visible: true }).nth(2).waitFor();
  });
}
