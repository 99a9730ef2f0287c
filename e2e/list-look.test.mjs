// How a person sets the list up: columns, density, several orders, files of it, selecting by what instances are, and cards in a narrow window.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { id, instance, load } from './fleet.mjs';
import { site } from './harness.mjs';
import { LABELS, LANGUAGES } from './labels.mjs';
import { ListPage, MIXED, OWN } from './pages/list.mjs';

const { newPage } = site();
const WORDS = {
  'zh-CN': {
    settings: '列表设置', all: '全部列', documented: '与文档一致', compact: '紧凑', zone: '可用区', created: '创建时间', up: '将 创建时间 左移', width: '状态 的宽度（像素）',
    select: '选择', unprotected: /仅未开启保护/, protected: /仅已开启保护/, nothing: '取消选择', download: '下载', matching: /所有匹配/, chosen: /已选实例/,
    refresh: /^刷新/, asOf: /截至/, sortBy: '排序方式', failed: '列表刷新失败', simulation: '模拟',
  },
  en: {
    settings: 'List settings', all: 'All columns', documented: 'As documented', compact: 'Compact', zone: 'Zone', created: 'Created', up: 'Move Created left',
    width: 'Width of Status in pixels', select: 'Select', unprotected: /Only unprotected/, protected: /Only protected/, nothing: 'Clear selection',
    download: 'Download', matching: /All matching/, chosen: /Selected \(/, refresh: /^Refresh/, asOf: /As of/, sortBy: 'Sort by',
    failed: 'The list could not be refreshed', simulation: 'Simulation',
  },
};

const heads = async (page) => (await page.getByRole('columnheader').allInnerTexts()).slice(1).map((text) => text.replace(/\s*\n\s*/g, '').trim());

for (const language of LANGUAGES) {
  const labels = LABELS[language];
  const own = OWN[language];
  const words = WORDS[language];

  async function open(t, options = {}) {
    const page = await newPage(t, { language, hash: '#/instances', ...options });
    await load(page, MIXED);
    const list = new ListPage(page, labels);
    await list.untilCounts({ total: 5 });
    return [page, list];
  }

  async function settings(page) {
    await page.getByRole('button', { name: words.settings }).click();
    return page.getByRole('dialog', { name: words.settings });
  }

  test(`${language}: columns are chosen, ordered and sized, by keys too, and are the same after a reload`, async (t) => {
    const [page] = await open(t);
    const dialog = await settings(page);
    await assertAccessible(page, `list settings, ${language}`);
    await dialog.getByRole('checkbox', { name: words.zone }).uncheck();
    await dialog.getByRole('checkbox', { name: words.created }).check();
    await dialog.getByRole('button', { name: words.up }).focus();
    for (let n = 0; n < 2; n += 1) {
      await page.keyboard.press('Enter');
      await page.waitForFunction((name) => document.activeElement?.ariaLabel === name, words.up);
    }
    await dialog.getByRole('spinbutton', { name: words.width }).fill('150');
    await dialog.getByRole('radio', { name: words.compact }).check({ force: true });
    await dialog.getByRole('button', { name: labels.ok }).click();
    const expected = [...own.columns];
    expected.splice(1, 1);
    expected.splice(6, 0, words.created);
    assert.deepEqual(await heads(page), expected);
    await page.reload();
    await page.locator('#app').getByTestId('cell-id').first().waitFor();
    assert.deepEqual(await heads(page), expected);
    const size = async (locator) => locator.evaluate((one) => [one.offsetWidth, one.offsetHeight]);
    assert.equal((await size(page.getByRole('row').filter({ hasText: 'web-a' })))[1], 36);
    assert.ok((await size(page.getByRole('columnheader', { name: own.sorted[2] })))[0] >= 150);
  });

  test(`${language}: a preset shows all columns or the documented ones; Cancel takes everything back`, async (t) => {
    const [page] = await open(t);
    let dialog = await settings(page);
    await dialog.getByRole('button', { name: words.all }).click();
    assert.equal((await heads(page)).length, own.columns.length + 5);
    await dialog.getByRole('button', { name: labels.cancel }).click();
    assert.deepEqual(await heads(page), own.columns);
    dialog = await settings(page);
    await dialog.getByRole('button', { name: words.all }).click();
    await dialog.getByRole('button', { name: labels.ok }).click();
    await page.getByRole('columnheader', { name: words.created }).waitFor();
    dialog = await settings(page);
    await dialog.getByRole('button', { name: words.documented }).click();
    await dialog.getByRole('button', { name: labels.ok }).click();
    assert.deepEqual(await heads(page), own.columns);
  });

  test(`${language}: Shift adds an order to the one before, and the address keeps both`, async (t) => {
    const [page, list] = await open(t);
    await list.sort(own.sorted[5]).click();
    await list.sort(own.name).click({ modifiers: ['Shift'] });
    assert.deepEqual(await list.names(), ['web-a', 'old-e', 'web-b', 'db-c', 'spot-d']);
    await page.waitForURL((address) => decodeURIComponent(address.hash).endsWith('sort=protection,name'));
    await page.reload();
    await list.untilCounts({ total: 5 });
    assert.deepEqual(await list.names(), ['web-a', 'old-e', 'web-b', 'db-c', 'spot-d']);
    await list.sort(own.name).click();
    assert.deepEqual(await list.names(), ['web-b', 'web-a', 'spot-d', 'old-e', 'db-c']);
  });

  test(`${language}: the unprotected, the protected, all or none are selected in two clicks`, async (t) => {
    const [page, list] = await open(t);
    const choose = async (name) => {
      await page.getByRole('button', { name: words.select, exact: true }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    await choose(words.unprotected);
    await list.untilCounts({ selected: 2 });
    assert.ok(await list.tick('web-b').isChecked() && await list.tick('old-e').isChecked());
    await choose(words.protected);
    await list.untilCounts({ selected: 1 });
    await choose(words.matching);
    await list.untilCounts({ selected: 5 });
    await choose(words.nothing);
    await list.untilCounts({ selected: 0 });
  });

  test(`${language}: what matches and what is selected are saved as files, with the columns that are shown`, async (t) => {
    const [page, list] = await open(t);
    const save = async (group, format) => {
      await page.getByRole('button', { name: words.download, exact: true }).click();
      await page.getByRole('menuitem', { name: group }).click();
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: format }).click()]);
      return readFile(await file.path(), 'utf8');
    };
    await list.type('web');
    const rows = JSON.parse(await save(words.matching, 'JSON'));
    assert.deepEqual(rows.map(({ InstanceName }) => InstanceName), ['web-b', 'web-a']);
    assert.deepEqual(Object.keys(rows[0]).slice(0, 3), ['InstanceId', 'InstanceName', 'ZoneId']);
    assert.equal(rows[1].DeletionProtection, true);
    await list.tick('web-a').check();
    const csv = await save(words.chosen, 'CSV');
    assert.equal(csv.trim().split('\r\n').length, 2);
    assert.ok(csv.includes(id(2)) && !csv.includes(id(1)));
  });

  test(`${language}: refreshing says as of when, and over a bad network why not`, async (t) => {
    const [page] = await open(t);
    const refresh = page.getByRole('button', { name: words.refresh });
    await refresh.click();
    await page.getByRole('button', { name: words.asOf }).waitFor();
    await page.evaluate(() => window.latch.simulate('SetConditions', { Offline: true }));
    await refresh.click();
    await page.locator('.notice').getByText(words.failed).waitFor();
    await page.evaluate(() => window.latch.simulate('SetConditions', {}));
    await refresh.click();
    await page.locator('.notice').getByText(words.failed).waitFor({ state: 'detached' });
  });

  test(`${language}: in a narrow window every instance is a card that says whether it is protected, and the page does not scroll sideways`, async (t) => {
    for (const width of [390, 320]) {
      const [page, list] = await open(t, { viewport: { width, height: 844 } });
      const row = list.row('web-a');
      for (const part of [row.getByText('web-a'), row.getByText(labels.running), row.getByTestId('cell-protection'), row.getByRole('button', { name: labels.more, exact: true })]) {
        const box = await part.boundingBox();
        assert.ok(box && box.x >= 0 && box.x + box.width <= width, JSON.stringify(box));
      }
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      await page.getByRole('button', { name: words.sortBy }).click();
      await page.getByRole('menuitem', { name: own.name, exact: true }).click();
      assert.equal((await list.names())[0], 'db-c');
      await list.tick('web-a').check();
      await list.act(labels.release).waitFor();
      await assertAccessible(page, `cards, ${width}, ${language}`);
    }
  });
}

test('ten thousand cards are windowed as rows are', async (t) => {
  const page = await newPage(t, { hash: '#/instances', viewport: { width: 390, height: 844 } });
  await load(page, Array.from({ length: 10_000 }, (_, n) => instance(n + 1)));
  const list = new ListPage(page, LABELS.en);
  await list.untilCounts({ total: 10_000 });
  await list.scroller.evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
  await page.getByRole('row').filter({ hasText: id(10_000) }).waitFor();
  assert.ok((await page.locator('tbody tr[data-slot]').count()) < 40);
});
