// The list by keyboard: the table is one stop of the Tab key, arrows move in it, and single keys act on the row with the focus.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { id, instance, load } from './fleet.mjs';
import { site } from './harness.mjs';
import { LABELS, LANGUAGES } from './labels.mjs';
import { ListPage } from './pages/list.mjs';

const { newPage } = site();
const KEYS = { 'zh-CN': { settings: '列表设置', keys: '启用单键快捷键' }, en: { settings: 'List settings', keys: 'Single keys act' } };
const fleet = Array.from({ length: 24 }, (_, n) => instance(n + 1, n % 2 ? { DeletionProtection: true } : {}));

for (const language of LANGUAGES) {
  const labels = LABELS[language];

  async function open(t) {
    const page = await newPage(t, { language, hash: '#/instances' });
    await load(page, fleet);
    const list = new ListPage(page, labels);
    await list.untilCounts({ total: 24 });
    return [page, list];
  }

  const hasFocus = (locator) => locator.evaluate((element) => element === document.activeElement);
  const untilFocus = async (page, locator) => page.waitForFunction((element) => element === document.activeElement, await locator.elementHandle());

  test(`${language}: from Select all to Release of the batch it is five presses of Tab at most`, async (t) => {
    const [page, list] = await open(t);
    await list.selectAll.focus();
    await page.keyboard.press('Space');
    await list.untilCounts({ selected: 24 });
    let presses = 0;
    while (!(await hasFocus(list.act(labels.release)))) {
      await page.keyboard.press('Tab');
      presses += 1;
      assert.ok(presses <= 5, 'more than five');
    }
  });

  test(`${language}: arrows move between controls, rows and heads; Tab leaves the table and comes back to where it was`, async (t) => {
    const [page, list] = await open(t);
    await list.selectAll.focus();
    await page.keyboard.press('ArrowDown');
    await untilFocus(page, list.tick(1));
    await page.keyboard.press('ArrowDown');
    await untilFocus(page, list.tick(2));
    await page.keyboard.press('ArrowRight');
    await untilFocus(page, list.row(2).getByRole('link').first());
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => document.activeElement.closest('[data-testid=batch-bar]') !== null));
    await page.keyboard.press('Shift+Tab');
    await untilFocus(page, list.row(2).getByRole('link').first());
    await page.keyboard.press('ArrowUp');
    await untilFocus(page, list.row(1).getByRole('link').first());
    await page.keyboard.press('ArrowUp');
    assert.ok(await page.evaluate(() => document.activeElement.closest('thead') !== null));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowLeft');
    await untilFocus(page, list.tick(1));
    await page.keyboard.press('End');
    await untilFocus(page, list.tick(24));
    await list.type('nothing-has-this');
    await list.type(id(3));
    assert.equal(await page.locator('table [tabindex="0"]').count(), 1);
  });

  test(`${language}: x selects, m opens the menu, p changes protection, r releases, Enter opens the instance`, async (t) => {
    const [page, list] = await open(t);
    await list.tick(2).focus();
    await page.keyboard.press('x');
    await list.untilCounts({ selected: 1 });
    await page.keyboard.press('x');
    await list.untilCounts({ selected: 0 });
    await page.keyboard.press('m');
    await page.getByRole('menu').first().waitFor();
    await page.keyboard.press('Escape');
    await untilFocus(page, list.row(2).getByRole('button', { name: labels.more, exact: true }));
    await page.keyboard.press('p');
    await page.getByTestId('protection-dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('protection-dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('r');
    await page.getByTestId('release-dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('release-dialog').waitFor({ state: 'detached' });
    await list.tick(2).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL((address) => address.hash.startsWith(`#/instances/${id(2)}`));
  });

  test(`${language}: single keys can be turned off, and are off after a reload`, async (t) => {
    const [page, list] = await open(t);
    await page.getByRole('button', { name: KEYS[language].settings }).click();
    const dialog = page.getByTestId('list-settings');
    await dialog.getByRole('checkbox', { name: KEYS[language].keys }).uncheck();
    await dialog.getByRole('button', { name: labels.ok }).click();
    await dialog.waitFor({ state: 'detached' });
    for (let time = 0; time < 2; time += 1) {
      await list.tick(2).focus();
      for (const key of ['x', 'r', 'p', '?']) await page.keyboard.press(key);
      await list.untilCounts({ selected: 0 });
      assert.equal(await page.getByRole('dialog').count(), 0);
      await page.keyboard.press('Space');
      await list.untilCounts({ selected: 1 });
      if (time === 0) await page.reload();
      await list.untilCounts({ total: 24 });
    }
  });
}
