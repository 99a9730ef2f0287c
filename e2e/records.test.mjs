// Release records, the fate of one instance, and activity: every attempt is listed, can be found, and can be downloaded.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { call, id, instance, load, simulate } from './fleet.mjs';
import { site } from './harness.mjs';
import { LABELS, LANGUAGES } from './labels.mjs';
import { ActivityPage, ReleasedPage } from './pages/records.mjs';
import { assertWholeTexts } from './texts.mjs';

const { newPage } = site();
const WORDS = {
  'zh-CN': {
    released: '已释放', refused: '已拒绝', api: 'API手动释放', security: '安全合规风险：释放', wouldHelp: '开启释放保护即可阻止。',
    stillThere: '仍然存在', wasReleased: '被释放', clear: '清除筛选', protectedOn: '开启',
  },
  en: {
    released: 'Released', refused: 'Refused', api: 'Manual release by API', security: 'Security violation: release',
    wouldHelp: 'Release protection would have stopped it.', stillThere: 'still exists', wasReleased: 'was released', clear: 'Clear filters',
    protectedOn: 'On',
  },
};
const go = (page, hash) => page.evaluate((hash) => (location.hash = hash), hash);

/** One released by hand, one refused because protected, one released for a violation although protected, one that never existed. */
async function act(page) {
  await load(page, [
    instance(1, { Status: 'Stopped', InstanceName: '=cmd|calc' }),
    instance(2, { DeletionProtection: true }),
    instance(3, { DeletionProtection: true }),
  ]);
  await call(page, 'DeleteInstance', { InstanceId: id(1) });
  await call(page, 'DeleteInstance', { InstanceId: id(2) });
  await simulate(page, 'SecurityViolation', { InstanceId: id(3), Effect: 'release' });
  await call(page, 'DeleteInstance', { InstanceId: 'i-never' });
}

for (const language of LANGUAGES) {
  const words = WORDS[language];

  test(`${language}: every attempt has a row with outcome, cause, actor and rule`, async (t) => {
    const page = await newPage(t, { language, hash: '#/released' });
    const released = new ReleasedPage(page);
    await released.empty.waitFor();
    await assertAccessible(page, `no attempts, ${language}`);
    await act(page);
    await released.rows.first().waitFor();
    assert.equal(await released.rows.count(), 4);
    const first = released.row(id(1));
    for (const text of [words.released, words.api, 'R1']) await first.getByText(text, { exact: true }).waitFor();
    await released.row(id(2)).getByText(words.refused, { exact: true }).waitFor();
    await released.row(id(2)).getByText('R3', { exact: true }).waitFor();
    const third = released.row(id(3));
    for (const text of [words.released, words.security, words.protectedOn, 'R7']) await third.getByText(text, { exact: true }).waitFor();
    await assertWholeTexts(page);
    await assertAccessible(page, `attempts, ${language}`);
  });

  test(`${language}: text and cause filter the attempts, and the address keeps them`, async (t) => {
    const page = await newPage(t, { language, hash: '#/released' });
    const released = new ReleasedPage(page);
    await act(page);
    await released.search.fill(id(3));
    await released.row(id(1)).waitFor({ state: 'detached' });
    assert.equal(await released.rows.count(), 1);
    await released.cause.selectOption('security');
    await page.waitForFunction((id) => location.hash === `#/released?q=${id}&cause=security`, id(3));
    await page.reload();
    await released.row(id(3)).waitFor();
    assert.equal(await released.rows.count(), 1);
    await released.cause.selectOption('scale-in');
    await released.noMatch.getByRole('button', { name: words.clear }).click();
    await released.row(id(1)).waitFor();
    await page.waitForFunction(() => location.hash === '#/released');
  });

  test(`${language}: the page of one instance answers why it went, or why it is still there`, async (t) => {
    const page = await newPage(t, { language, hash: '#/released' });
    const released = new ReleasedPage(page);
    await act(page);
    await released.row(id(1)).getByRole('link').click();
    await released.answer.getByText(words.wasReleased).waitFor();
    await page.getByText(words.wouldHelp).waitFor();
    await released.timeline.first().getByText('DeleteInstance').waitFor();
    await assertWholeTexts(page, { allow: [/cmd/] });
    await assertAccessible(page, `one released, ${language}`);
    await go(page, `#/released/${id(2)}`);
    await released.answer.getByText(words.stillThere).waitFor();
    await go(page, '#/released/i-never');
    await released.unknown.getByText('i-never').waitFor();
    await go(page, '#/released/i-nobody');
    await released.unknown.getByText('i-nobody').waitFor();
  });

  test(`${language}: every act stands in the activity and opens to what became of each instance`, async (t) => {
    const page = await newPage(t, { language, hash: '#/activity' });
    const activity = new ActivityPage(page);
    await activity.empty.waitFor();
    await load(page, [instance(1), instance(2, { DeletionProtection: true })]);
    await call(page, 'DeleteInstances', { RegionId: 'cn-hangzhou', InstanceId: [id(1), id(2)], Force: true });
    await activity.expand('DeleteInstances');
    assert.equal(await activity.outcomes.count(), 2);
    await activity.outcomes.filter({ hasText: id(2) }).getByText('R3', { exact: true }).waitFor();
    await activity.outcomes.filter({ hasText: id(1) }).getByText('R6', { exact: true }).waitFor();
    await activity.act('DeleteInstances').getByText('InvalidOperation.DeletionProtection').waitFor();
    await assertWholeTexts(page);
    await assertAccessible(page, `activity, ${language}`);
    await activity.outcome.selectOption('released');
    await activity.noMatch.waitFor();
    await page.waitForFunction(() => location.hash === '#/activity?outcome=released');
  });
}

test('an unknown cause in the address is dropped with a notice', async (t) => {
  const page = await newPage(t, { hash: '#/released?cause=magic' });
  await page.locator('.notices').getByText('Invalid parts of this address were ignored: cause.').first().waitFor();
});

test('what is downloaded holds every attempt shown, and runs nothing in a spreadsheet', async (t) => {
  const page = await newPage(t, { hash: '#/released' });
  const released = new ReleasedPage(page);
  await act(page);
  await released.rows.first().waitFor();
  const csv = await released.download('CSV');
  assert.match(csv.name, /^latch-released-\d{4}-\d\d-\d\d\.csv$/);
  assert.ok(csv.text.startsWith('\ufeffTime,InstanceId,'));
  assert.equal(csv.text.trim().split('\r\n').length, 5);
  assert.ok(csv.text.includes(",'=cmd|calc,"));
  const json = JSON.parse((await released.download('JSON')).text);
  assert.equal(json.length, 4);
  const refused = json.find((row) => row.InstanceId === id(2));
  assert.deepEqual([refused.Outcome, refused.Cause, refused.Rule, refused.DeletionProtection], ['Refused', 'api', 'R3', true]);
});

test('the activity that is downloaded names every target of every act', async (t) => {
  const page = await newPage(t, { hash: '#/activity' });
  const activity = new ActivityPage(page);
  await load(page, [instance(1), instance(2, { DeletionProtection: true })]);
  await call(page, 'DeleteInstances', { RegionId: 'cn-hangzhou', InstanceId: [id(1), id(2)], Force: true });
  await activity.act('DeleteInstances').waitFor();
  const rows = JSON.parse((await activity.download('JSON')).text).filter((row) => row.Action === 'DeleteInstances');
  assert.deepEqual(rows.map((row) => [row.InstanceId, row.Code, row.Rule]), [
    [id(2), 'InvalidOperation.DeletionProtection', 'R3'],
    [id(1), 'InvalidOperation.DeletionProtection', 'R6'],
  ].sort());
});

test('thousands of attempts stay a few rows in the document', async (t) => {
  const page = await newPage(t, { hash: '#/released' });
  const released = new ReleasedPage(page);
  await load(page, Array.from({ length: 3000 }, (_, n) => instance(n + 1)));
  await simulate(page, 'AccountOverdue');
  await page.evaluate(() => window.latch.clock.advance(16 * 86400));
  await released.rows.first().waitFor();
  assert.ok((await released.rows.count()) < 120);
  assert.equal(await page.getByRole('table').getAttribute('aria-rowcount'), '3001');
});
