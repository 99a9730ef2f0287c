// The timeline: marks on a time axis, reachable by keyboard, described in words, also shown as a table, and safe to download.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { advance, call, id, instance, load, simulate } from './fleet.mjs';
import { site } from './harness.mjs';
import { LANGUAGES } from './labels.mjs';
import { TimelinePage, download, parsed } from './pages/forecast.mjs';
import { assertWholeTexts } from './texts.mjs';

const { newPage } = site();
const WORDS = {
  'zh-CN': {
    csv: 'CSV表格', svg: 'SVG图片', asTable: '表格', asPicture: '图形', week: '7天', day: '1天', all: '全部', zoomIn: '放大', zoomOut: '缩小', later: '更晚',
    now: '回到现在', due: '自动释放时间：释放', clear: '清除搜索', open: '打开',
  },
  en: {
    csv: 'CSV table', svg: 'SVG picture', asTable: 'As table', asPicture: 'As picture', week: '7 d', day: '1 d', all: 'All', zoomIn: 'Zoom in',
    zoomOut: 'Zoom out', later: 'Later', now: 'Go to now', due: 'Auto-release time: release', clear: 'Clear search', open: 'Open',
  },
};
const later = (hours) => `${new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 16)}Z`;

/** Past: a refusal, a release, a change of protection. Future: two auto-release times, one in three days, one in 90. */
async function eventful(page) {
  await load(page, [
    instance(1, { DeletionProtection: true, AutoReleaseTime: later(72) }),
    instance(2, { Status: 'Stopped' }),
    instance(3, { AutoReleaseTime: later(24 * 90), InstanceName: '<script>=1' }),
  ]);
  await call(page, 'DeleteInstance', { InstanceId: id(1), Force: true });
  await advance(page, 3_600);
  await call(page, 'DeleteInstance', { InstanceId: id(2) });
  await call(page, 'ModifyInstanceAttribute', { InstanceId: id(3), DeletionProtection: true });
}

for (const language of LANGUAGES) {
  const words = WORDS[language];

  test(`${language}: past and due stand on the axis, and the table has the same events`, async (t) => {
    const page = await newPage(t, { language, hash: '#/timeline' });
    const timeline = new TimelinePage(page);
    await timeline.empty.waitFor();
    await assertAccessible(page, `empty timeline, ${language}`);
    await eventful(page);
    await timeline.marks.first().waitFor();
    await page.getByTestId('timeline-now').waitFor();
    await assertAccessible(page, `timeline, ${language}`);
    await assertWholeTexts(page);
    const events = await timeline.events();
    await page.getByRole('radio', { name: words.asTable }).check({ force: true });
    await timeline.rows.first().waitFor();
    assert.equal(await timeline.rows.count(), events);
    assert.equal(await timeline.rows.filter({ hasText: words.due }).count(), 2);
    await page.waitForFunction(() => location.hash === '#/timeline?as=table');
    await assertAccessible(page, `timeline as table, ${language}`);
    await assertWholeTexts(page);
    await page.reload();
    await timeline.rows.first().waitFor();
    assert.equal(await timeline.rows.count(), events);
  });

  test(`${language}: the span is in the address, and zoom and the way along keep to it`, async (t) => {
    const page = await newPage(t, { language, hash: '#/timeline?span=7d' });
    const timeline = new TimelinePage(page);
    await eventful(page);
    await timeline.marks.first().waitFor();
    const week = await timeline.events();
    await page.getByRole('button', { name: words.zoomIn }).click();
    await page.waitForFunction(() => location.hash === '#/timeline?span=1d');
    assert.ok((await timeline.events()) < week);
    for (let n = 0; n < 6; n += 1) await page.getByRole('button', { name: words.later }).click();
    await timeline.marks.first().waitFor();
    assert.equal(await timeline.events(), 1);
    await page.getByRole('button', { name: words.now }).click();
    await page.getByRole('radio', { name: words.all, exact: true }).check({ force: true });
    await page.waitForFunction(() => location.hash === '#/timeline');
    assert.equal(await page.getByRole('button', { name: words.later }).getAttribute('aria-disabled'), 'true');
  });

  test(`${language}: keys walk from mark to mark, through time beyond the view, and open`, async (t) => {
    const page = await newPage(t, { language, hash: '#/timeline?span=1d' });
    const timeline = new TimelinePage(page);
    await eventful(page);
    await timeline.marks.first().waitFor();
    assert.equal(await timeline.stop.count(), 1);
    await timeline.stop.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    await timeline.panel.getByText(words.due).waitFor();
    await page.waitForFunction((due) => document.activeElement.getAttribute('aria-label')?.includes(due), words.due);
    await timeline.panel.getByText('web-1').waitFor();
    await page.keyboard.press('ArrowRight');
    await timeline.panel.getByText('<script>=1').waitFor();
    await page.waitForFunction(() => document.activeElement.getAttribute('aria-label')?.includes('<script>=1'));
    await page.keyboard.press('-');
    await page.waitForFunction(() => location.hash === '#/timeline?span=7d');
    await page.waitForFunction((due) => document.activeElement.getAttribute('aria-label')?.includes(due), words.due);
    await page.keyboard.press('Enter');
    await page.waitForFunction((id) => location.hash === `#/instances/${id}`, id(3));
  });

  test(`${language}: a drag moves the view`, async (t) => {
    const page = await newPage(t, { language, hash: '#/timeline?span=1d' });
    const timeline = new TimelinePage(page);
    await eventful(page);
    await timeline.marks.first().waitFor();
    const { x, y, width, height } = await timeline.picture.boundingBox();
    await page.mouse.move(x + width * 0.9, y + height - 20);
    await page.mouse.down();
    for (let part = 0.9; part > 0; part -= 0.1) await page.mouse.move(x + width * part, y + height - 20);
    await page.mouse.up();
    await timeline.marks.first().waitFor({ state: 'detached' });
  });

  test(`${language}: the wheel zooms with Ctrl`, async (t) => {
    const page = await newPage(t, { language, hash: '#/timeline?span=1d' });
    const timeline = new TimelinePage(page);
    await eventful(page);
    await timeline.marks.first().hover();
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, 100);
    await page.keyboard.up('Control');
    await page.waitForFunction(() => location.hash === '#/timeline?span=7d');
    await timeline.marks.first().waitFor();
  });

  test(`${language}: a search leaves the events of what it hits`, async (t) => {
    const page = await newPage(t, { language, hash: '#/timeline' });
    const timeline = new TimelinePage(page);
    await eventful(page);
    await timeline.marks.first().waitFor();
    await timeline.search.fill('web-1');
    await page.waitForFunction(() => location.hash === '#/timeline?q=web-1');
    await page.getByRole('radio', { name: words.asTable }).check({ force: true });
    await timeline.rows.filter({ hasText: words.due }).waitFor();
    assert.equal(await timeline.rows.filter({ hasNotText: 'web-1' }).count(), 0);
    await timeline.search.fill('nobody');
    await timeline.noMatch.getByRole('button', { name: words.clear }).click();
    await timeline.rows.first().waitFor();
  });

  test(`${language}: the files hold what is in view, escaped`, async (t) => {
    const page = await newPage(t, { language, hash: '#/timeline' });
    const timeline = new TimelinePage(page);
    await eventful(page);
    await timeline.marks.first().waitFor();
    const csv = await download(page, words.csv);
    assert.equal(csv.text.trim().split('\r\n').length, (await timeline.events()) + 1);
    assert.ok(csv.text.includes('DeletionProtection') === false && csv.text.includes(id(3)));
    const svg = await download(page, words.svg);
    const { names, text } = await parsed(page, svg.text);
    assert.ok(!names.includes('script') && text.includes('<script>=1'));
  });
}

test('a span that says nothing is dropped with a notice', async (t) => {
  const page = await newPage(t, { hash: '#/timeline?span=soon' });
  await page.locator('.notices').getByText('ignored: span', { exact: false }).first().waitFor();
  await page.waitForFunction(() => location.hash === '#/timeline');
});

test('ten thousand dates become marks with counts', async (t) => {
  const page = await newPage(t, { hash: '#/timeline' });
  const timeline = new TimelinePage(page);
  await load(page, Array.from({ length: 10_000 }, (_, n) => instance(n + 1, { AutoReleaseTime: later(2 + n) })));
  await timeline.marks.first().waitFor();
  assert.ok((await timeline.marks.count()) < 300);
  assert.ok((await timeline.events()) >= 10_000);
  await simulate(page, 'AccountOverdue');
  await timeline.marks.first().waitFor();
});
