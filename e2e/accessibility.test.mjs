// Every page in both languages and both themes, and narrow: axe finds nothing, and no text shows a raw key or is empty.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { call, id, instance, load, simulate } from './fleet.mjs';
import { site } from './harness.mjs';
import { LANGUAGES } from './labels.mjs';

const { url, newPage } = site();
const PAGES = ['#/instances', '#/instances?q=nothing-like-this', '#/instances?region=cn-beijing', '#/instances/create', '#/instances/create?step=2',
  '#/instances/create?step=3', '#/instances/create?step=4', '#/instances/create?step=5', `#/instances/${id(1)}`, '#/instances/i-unknown', '#/released',
  `#/released/${id(2)}`, '#/activity', '#/api', '#/api?action=RunInstances', '#/api?action=DeleteInstance', '#/nowhere'];

async function fleet(page) {
  await load(page, [
    instance(1, { DeletionProtection: true, Tags: { Tag: [{ TagKey: 'env', TagValue: 'prod' }] } }),
    instance(2),
    instance(3, { InstanceChargeType: 'PrePaid', ExpiredTime: '2099-01-01T00:00Z' }),
    instance(4, { Status: 'Stopped', SpotStrategy: 'SpotAsPriceGo' }),
    instance(5),
  ]);
  await call(page, 'DeleteInstance', { InstanceId: id(2), Force: true });
  await call(page, 'DeleteInstance', { InstanceId: id(1), Force: true });
  await simulate(page, 'SecurityViolation', { InstanceId: id(5), Effect: 'lock' });
}

for (const language of LANGUAGES) {
  for (const theme of ['light', 'dark']) {
    test(`${language}, ${theme}: every page is clean`, async (t) => {
      const page = await newPage(t, { language, theme });
      await fleet(page);
      for (const hash of PAGES) {
        await page.goto(url(hash));
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        await assertAccessible(page, `${hash}, ${language}, ${theme}`);
        assert.equal(await page.evaluate(() => document.documentElement.lang), language);
        assert.doesNotMatch(await page.locator('body').innerText(), /\{[a-z_]+\}|undefined|NaN|\[object/);
      }
    });
  }

  test(`${language}: at 390 pixels no page scrolls sideways`, async (t) => {
    const page = await newPage(t, { language, viewport: { width: 390, height: 844 } });
    await fleet(page);
    for (const hash of PAGES) {
      await page.goto(url(hash));
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      const [wide, room] = await page.evaluate(() => {
        const main = document.querySelector('main');
        return [Math.max(document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth), innerWidth];
      });
      assert.ok(wide <= 0, `${hash}: ${wide} pixels wider than ${room}`);
    }
  });

  test(`${language}: menus and dialogs of the frame are clean`, async (t) => {
    const page = await newPage(t, { language });
    for (const testId of ['region', 'data', 'language', 'theme']) {
      await page.getByTestId(testId).click();
      await page.getByRole('menu').waitFor();
      await assertAccessible(page, `menu ${testId}, ${language}`);
      await page.keyboard.press('Escape');
      await page.getByRole('menu').waitFor({ state: 'detached' });
    }
    await page.locator('body').press('?');
    await page.getByTestId('help-dialog').waitFor();
    await assertAccessible(page, `help, ${language}`);
    await page.keyboard.press('Escape');
    for (const [entry, dialog] of [[0, 'import-dialog'], [2, 'reset-dialog']]) {
      await page.getByTestId('data').click();
      await page.getByRole('menuitem').nth(entry).click();
      await page.getByTestId(dialog).waitFor();
      await assertAccessible(page, `${dialog}, ${language}`);
      await page.keyboard.press('Escape');
      await page.getByTestId(dialog).waitFor({ state: 'detached' });
    }
  });
}

test('the language is chosen once and kept; the html element follows', async (t) => {
  const page = await newPage(t, { language: 'en', hash: '#/instances' });
  await page.getByTestId('language').click();
  await page.getByRole('menuitem', { name: '简体中文' }).click();
  await page.getByRole('heading', { level: 1, name: '实例列表' }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh-CN');
  await page.reload();
  await page.getByRole('heading', { level: 1, name: '实例列表' }).waitFor();
});
