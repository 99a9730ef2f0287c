// The forecast: each cause does what the forecast says; a link opens it, the keyboard reads it, and a download of it is safe.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { advance, call, id, instance, live, load, simulate } from './fleet.mjs';
import { site } from './harness.mjs';
import { LANGUAGES } from './labels.mjs';
import { ForecastPage, download, parsed } from './pages/forecast.mjs';
import { assertWholeTexts } from './texts.mjs';

const { newPage } = site();
const WORDS = {
  'zh-CN': {
    csv: 'CSV表格', markdown: 'Markdown表格', svg: 'SVG图片', protectedOnly: '仅已开启释放保护', dated: '仅有确定释放时间', clear: '清除筛选',
    forecast: '结果预测', why: '查看原因', whole: '预测全部实例', before: '在此之前', kept: '保留 2 台',
  },
  en: {
    csv: 'CSV table', markdown: 'Markdown table', svg: 'SVG picture', protectedOnly: 'Protected only', dated: 'With a release date only',
    clear: 'Clear filters', forecast: 'Forecast', why: 'Why?', whole: 'Forecast all instances', before: 'Before that', kept: '2 kept',
  },
};
const later = (hours) => `${new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 16)}Z`;
const GROUP = { ScalingGroupId: 'asg-1' };

/** One of each kind: plain, protected, scheduled, subscription, preemptible; three in a scaling group, one of them protected from scale-in. */
async function mixed(page) {
  await load(page, [
    instance(1),
    instance(2, { DeletionProtection: true }),
    instance(3, { DeletionProtection: true, AutoReleaseTime: later(48) }),
    instance(4, { InstanceChargeType: 'PrePaid', ExpiredTime: later(24 * 400) }),
    instance(5, { SpotStrategy: 'SpotAsPriceGo' }),
    instance(6, { InstanceName: 'entrusted' }),
    instance(7, { InstanceName: 'attached' }),
    instance(8, { InstanceName: 'guarded' }),
  ]);
  await simulate(page, 'CreateScalingGroup', GROUP);
  await simulate(page, 'AttachInstances', { ...GROUP, InstanceId: [id(6), id(8)], Entrusted: true });
  await simulate(page, 'AttachInstances', { ...GROUP, InstanceId: [id(7)], Entrusted: false });
  await simulate(page, 'SetInstancesProtection', { ...GROUP, InstanceId: [id(8)], ProtectedFromScaleIn: true });
}

for (const language of LANGUAGES) {
  const words = WORDS[language];

  test(`${language}: what is foretold is what then happens`, async (t) => {
    const page = await newPage(t, { language, hash: '#/forecast' });
    const forecast = new ForecastPage(page);
    await forecast.empty.waitFor();
    await assertAccessible(page, `empty forecast, ${language}`);
    await mixed(page);
    await forecast.row(id(8)).waitFor();
    await assertAccessible(page, `forecast, ${language}`);
    await assertWholeTexts(page);

    const scaleIn = await forecast.fates('ScaleIn');
    assert.deepEqual([scaleIn[id(6)], scaleIn[id(7)], scaleIn[id(8)], scaleIn[id(1)]], ['Released', 'Removed', 'Kept', 'None']);
    await simulate(page, 'ScaleIn', { ...GROUP, Amount: 3 });
    await forecast.row(id(6)).waitFor({ state: 'detached' });
    const after = await live(page);
    assert.deepEqual([after.has(id(6)), after.has(id(7)), after.has(id(8))], [false, true, true]);

    const schedule = await forecast.fates('AutoReleaseTime');
    assert.deepEqual(Object.keys(schedule).filter((one) => schedule[one] === 'Released'), [id(3)]);
    await advance(page, 49 * 3_600);
    await forecast.row(id(3)).waitFor({ state: 'detached' });
    assert.equal((await live(page)).has(id(3)), false);

    const overdue = await forecast.fates('AccountOverdue');
    const going = Object.keys(overdue).filter((one) => overdue[one] === 'Released').sort();
    assert.equal(overdue[id(4)], 'Kept');
    await simulate(page, 'AccountOverdue');
    await advance(page, 15 * 86_400 + 2);
    await forecast.row(id(1)).waitFor({ state: 'detached' });
    const left = [...(await live(page)).keys()].sort();
    assert.deepEqual(left, Object.keys(overdue).filter((one) => !going.includes(one)).sort());
  });

  test(`${language}: a cell says why in whole sentences, and what comes first`, async (t) => {
    const page = await newPage(t, { language, hash: '#/forecast' });
    const forecast = new ForecastPage(page);
    await mixed(page);
    await simulate(page, 'AccountOverdue');
    await forecast.cell(id(2), 'ConsoleRelease').click();
    await forecast.chosen.getByText('R3', { exact: false }).waitFor();
    await load(page, [instance(2, { AutoReleaseTime: later(24 * 40) })]);
    await simulate(page, 'AccountOverdue');
    await forecast.cell(id(2), 'AutoReleaseTime').click();
    await forecast.chosen.getByText(words.before).waitFor();
  });

  test(`${language}: search and filters narrow it, and the address keeps the search`, async (t) => {
    const page = await newPage(t, { language, hash: '#/forecast' });
    const forecast = new ForecastPage(page);
    await mixed(page);
    await page.getByRole('button', { name: words.protectedOnly }).click();
    await forecast.row(id(1)).waitFor({ state: 'detached' });
    assert.equal(await forecast.rows.count(), 2);
    await forecast.summary.getByText(words.kept).first().waitFor();
    await page.getByRole('button', { name: words.dated }).click();
    await forecast.row(id(2)).waitFor({ state: 'detached' });
    assert.equal(await forecast.rows.count(), 1);
    await forecast.search.fill('nobody');
    await forecast.noMatch.getByRole('button', { name: words.clear }).click();
    await forecast.row(id(1)).waitFor();
    await forecast.search.fill('guarded');
    await forecast.row(id(1)).waitFor({ state: 'detached' });
    await page.waitForFunction(() => location.hash === '#/forecast?q=guarded');
    await page.reload();
    await forecast.row(id(8)).waitFor();
    assert.equal(await forecast.rows.count(), 1);
  });

  test(`${language}: a link of ids names what it does not know, and leads on`, async (t) => {
    const page = await newPage(t, { language, hash: `#/forecast?of=${id(2)}%2Ci-none%2C${id(1)}` });
    const forecast = new ForecastPage(page);
    await load(page, [instance(1, { Status: 'Stopped' }), instance(2), instance(3)]);
    await forecast.row(id(2)).waitFor();
    assert.equal(await forecast.rows.count(), 2);
    await forecast.unknown.getByText('i-none').waitFor();
    await call(page, 'DeleteInstance', { InstanceId: id(1) });
    await forecast.gone.getByRole('link', { name: id(1) }).waitFor();
    await assertAccessible(page, `link of ids, ${language}`);
    await page.getByRole('link', { name: words.whole }).click();
    await forecast.row(id(3)).waitFor();
  });

  test(`${language}: the details page and the list's bar lead to the forecast`, async (t) => {
    const page = await newPage(t, { language, hash: `#/instances/${id(1)}` });
    await load(page, [instance(1), instance(2)]);
    await page.getByTestId('gaps').getByRole('link', { name: words.forecast }).click();
    const forecast = new ForecastPage(page);
    await forecast.row(id(1)).waitFor();
    assert.equal(await forecast.rows.count(), 1);
    await page.goto(page.url().replace(/#.*/, '#/instances'));
    // Wait until the list has written its address; a person is never faster.
    await page.waitForFunction(() => location.hash.includes('region='));
    await page.getByRole('checkbox').nth(2).check();
    await page.getByTestId('batch-more').click();
    await page.getByRole('menuitem', { name: words.forecast }).click();
    await forecast.row(id(2)).waitFor();
    assert.equal(await forecast.rows.count(), 1);
  });

  test(`${language}: the arrow keys walk through the grid, which is one tab stop`, async (t) => {
    const page = await newPage(t, { language, hash: '#/forecast' });
    const forecast = new ForecastPage(page);
    await load(page, Array.from({ length: 90 }, (_, n) => instance(n + 1, { DeletionProtection: n === 1 })));
    await forecast.row(id(1)).waitFor();
    assert.equal(await page.locator('[data-cell][tabindex="0"]').count(), 1);
    await forecast.cell(id(1), 'ConsoleRelease').focus();
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction((id) => document.activeElement.closest('tr')?.textContent.includes(id), id(2));
    await forecast.chosen.getByText('web-2', { exact: false }).waitFor();
    await page.keyboard.press('End');
    await page.waitForFunction(() => document.activeElement.dataset.cause === 'SubscriptionExpired');
    await page.keyboard.press('Control+End');
    await page.waitForFunction((id) => document.activeElement.closest('tr')?.textContent.includes(id), id(90));
    await page.keyboard.press('Control+Home');
    await page.waitForFunction((id) => document.activeElement.closest('tr')?.textContent.includes(id), id(1));
  });

  test(`${language}: what is downloaded is what is shown, and runs nowhere`, async (t) => {
    const page = await newPage(t, { language, hash: '#/forecast' });
    const forecast = new ForecastPage(page);
    await load(page, [
      instance(1, { InstanceName: '=cmd()|calc' }),
      instance(2, { InstanceName: '<script>alert(1)</script>', DeletionProtection: true }),
      instance(3, { InstanceName: 'hidden' }),
    ]);
    await page.getByRole('button', { name: words.protectedOnly }).click();
    await forecast.row(id(1)).waitFor({ state: 'detached' });
    const csv = await download(page, words.csv);
    assert.match(csv.name, /^latch-forecast-\d{4}-\d\d-\d\d\.csv$/);
    assert.ok(csv.text.includes(id(2)) && !csv.text.includes(id(3)));
    await page.getByRole('button', { name: words.protectedOnly }).click();
    await forecast.row(id(1)).waitFor();
    const all = await download(page, words.csv);
    assert.ok(all.text.includes(",'=cmd()|calc,"), all.text);
    const markdown = await download(page, words.markdown);
    const rows = markdown.text.split('\n').filter((line) => line.startsWith('|'));
    assert.equal(rows.length, 6);
    for (const row of rows) assert.equal(row.replaceAll('\\|', '').match(/\|/g).length, 14, row);
    assert.ok(!markdown.text.includes('<script>'));
    const svg = await download(page, words.svg);
    const { names, text } = await parsed(page, svg.text);
    assert.ok(!names.includes('script') && text.includes('<script>alert(1)</script>') && text.includes(id(3)));
  });
}

test('ten thousand instances scroll, and the page stays small', async (t) => {
  const page = await newPage(t, { hash: '#/forecast' });
  const forecast = new ForecastPage(page);
  await load(page, Array.from({ length: 10_000 }, (_, n) => instance(n + 1)));
  await forecast.rows.first().waitFor();
  assert.ok((await forecast.rows.count()) < 60);
  await forecast.cell(id(1), 'ConsoleRelease').focus();
  await page.keyboard.press('Control+End');
  await forecast.row(id(10_000)).waitFor();
});
