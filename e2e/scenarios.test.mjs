// Scenarios: they are loaded from their cards and from links, after a confirmation if anything could be lost, and made from the present account.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { advance, answer, instance, live, load } from './fleet.mjs';
import { site } from './harness.mjs';
import { LANGUAGES } from './labels.mjs';
import { ImportDialog, OfferDialog, ScenariosPage, WORDS, downloaded, exported } from './pages/rehearsal.mjs';
import { assertWholeTexts } from './texts.mjs';

const { newPage } = site();
const SCENARIOS = '#/simulation?tab=scenarios';
// What a person writes with a placeholder on purpose.
const names = async (page) => [...(await live(page)).values()].map((one) => one.InstanceName);
const hash = (page) => page.evaluate(() => location.hash);
const count = async (page) => (await live(page)).size;

for (const language of LANGUAGES) {
  const words = WORDS[language];

  test(`${language}: on an untouched account a scenario is loaded at once, from its card`, async (t) => {
    const page = await newPage(t, { language, hash: SCENARIOS });
    const scenarios = new ScenariosPage(page, words);
    await scenarios.cards.first().waitFor();
    assert.equal(await scenarios.cards.count(), 14);
    await assertAccessible(page, `scenarios, ${language}`);
    await assertWholeTexts(page);
    await scenarios.load(words.mixed);
    await scenarios.reset(words.mixed).waitFor();
    assert.deepEqual(await names(page), ['web-prod-01', 'web-prod-02', 'batch-worker-01', 'batch-worker-02', 'report-2026-01']);
    assert.equal(await hash(page), SCENARIOS);
  });

  test(`${language}: a scenario can be reset to its beginning, after what would change was shown`, async (t) => {
    const page = await newPage(t, { language, hash: `${SCENARIOS}&scenario=overdue-day-14` });
    const scenarios = new ScenariosPage(page, words);
    await scenarios.reset(words.overdue).waitFor();
    const before = await exported(page);
    await advance(page, 86_402);
    assert.deepEqual(await names(page), ['orders-db-01', 'orders-db-02']);
    await scenarios.reset(words.overdue).click();
    await scenarios.offer.replace(7).waitFor();
    assert.deepEqual(await scenarios.offer.changes(), { come: 5, gone: 0, changed: 0, same: 2 });
    await assertAccessible(page, `offer, ${language}`);
    await scenarios.offer.replace(7).click();
    await scenarios.offer.gone();
    assert.equal(await exported(page), before);
  });

  test(`${language}: a link to a scenario is asked about first where there is an account, and can be declined`, async (t) => {
    const page = await newPage(t, { language, hash: '#/policy' });
    await load(page, [instance(1), instance(2)]);
    const before = await exported(page);
    await page.evaluate(() => (location.hash = '#/policy?scenario=all-protected'));
    const offer = new OfferDialog(page, words);
    await offer.replace(6).waitFor();
    assert.deepEqual(await offer.changes(), { come: 6, gone: 2, changed: 0, same: 0 });
    await offer.keep.click();
    await offer.gone();
    assert.equal(await hash(page), '#/policy');
    assert.deepEqual(JSON.parse(await exported(page)).Instances, JSON.parse(before).Instances);
    assert.deepEqual(JSON.parse(await exported(page)).Activity, JSON.parse(before).Activity);
  });

  test(`${language}: the same link, accepted, stays at its page and replaces the account`, async (t) => {
    const page = await newPage(t, { language });
    await load(page, [instance(1)]);
    await page.evaluate(() => (location.hash = '#/policy?scenario=all-protected'));
    const offer = new OfferDialog(page, words);
    await offer.replace(6).click();
    await offer.gone();
    assert.equal(await hash(page), '#/policy');
    assert.equal(JSON.parse(await exported(page)).Scenario, 'all-protected');
    await page.reload();
    await page.evaluate(() => window.latch.ready);
    assert.equal(await count(page), 6);
    assert.equal(await offer.dialog.count(), 0);
  });

  test(`${language}: an unknown name says so and lists the others, one of which can be loaded`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances?scenario=nothing-like-it' });
    const offer = new OfferDialog(page, words);
    await offer.unknown.getByText('nothing-like-it').waitFor();
    await assertAccessible(page, `unknown scenario, ${language}`);
    await offer.dialog.getByRole('button', { name: words.overdue }).click();
    await offer.gone();
    assert.equal(await count(page), 7);
  });

  test(`${language}: what there is becomes a scenario that import takes back`, async (t) => {
    const page = await newPage(t, { language, hash: `${SCENARIOS}&scenario=overdue-day-14` });
    const scenarios = new ScenariosPage(page, words);
    await scenarios.reset(words.overdue).waitFor();
    const before = JSON.parse(await exported(page));
    await page.getByTestId('scenarios-make').click();
    await page.getByTestId('make-run').click();
    assert.equal(await scenarios.make.locator('[aria-invalid=true]').count(), 5);
    await assertAccessible(page, `make, ${language}`);
    const fill = (label, text) => scenarios.make.getByRole('textbox', { name: label }).fill(text);
    await fill(words.name, 'mine-1');
    await fill(words.titleEn, 'Mine');
    await fill(words.titleZh, '我的');
    await fill(words.purposeEn, 'To try it');
    await fill(words.purposeZh, '试一试');
    const { name, text } = await downloaded(page, () => page.getByTestId('make-run').click());
    assert.equal(name, 'scenario.json');
    await scenarios.make.waitFor({ state: 'detached' });
    await page.evaluate(() => window.latch.reset());
    await page.evaluate(() => (location.hash = '#/simulation?tab=share'));
    await page.getByTestId('share-file').getByRole('button').last().click();
    const dialog = new ImportDialog(page, words);
    await dialog.field.fill(text);
    await dialog.what.getByText('mine-1').waitFor();
    await dialog.replace(7).click();
    await dialog.dialog.waitFor({ state: 'detached' });
    const after = JSON.parse(await exported(page));
    assert.deepEqual(after, { ...before, Scenario: 'mine-1' });
  });

  test(`${language}: import shows what comes, goes and changes before it does, and the numbers are true`, async (t) => {
    const page = await newPage(t, { language, hash: '#/simulation?tab=share' });
    await load(page, [instance(1), instance(2), instance(3)]);
    await page.evaluate(() => (location.hash = '#/simulation?tab=share'));
    await page.getByTestId('share-file').getByRole('button').last().click();
    const dialog = new ImportDialog(page, words);
    await dialog.field.fill('{"Instances": {"Instance": [{"InstanceId": 7}]}}');
    await dialog.problem.getByText('Instances.Instance[0].InstanceId').waitFor();
    const incoming = [instance(2, { DeletionProtection: true }), instance(3), instance(4, { Status: 'Starting', Extra: 1 })];
    await dialog.field.fill(JSON.stringify(answer(incoming)));
    await dialog.replace(3).waitFor();
    assert.deepEqual(await dialog.changes(), { come: 1, gone: 1, changed: 1, same: 1 });
    assert.equal(await dialog.what.getByText(/^1 /).count(), 2);
    await assertAccessible(page, `import preview, ${language}`);
    await assertWholeTexts(page);
    await dialog.mode(words.addMode).check();
    await dialog.problem.getByText('Instances.Instance[0].InstanceId').waitFor();
    await dialog.field.fill(JSON.stringify(answer([instance(4), instance(5)])));
    await dialog.add(2).waitFor();
    assert.deepEqual(await dialog.changes(), { come: 2, gone: 0, changed: 0, same: 3 });
    await dialog.add(2).click();
    await dialog.dialog.waitFor({ state: 'detached' });
    assert.equal(await count(page), 5);
  });
}

test('what a link offers is still offered after a reload, also when the list has written its address', async (t) => {
  const page = await newPage(t, { language: 'en', hash: '#/instances' });
  await load(page, [instance(1)]);
  await page.evaluate(() => (location.hash = '#/instances?scenario=all-protected'));
  await page.getByRole('dialog').waitFor();
  await page.waitForFunction(() => location.hash.includes('region='));
  await page.reload();
  await page.getByRole('dialog').waitFor();
  assert.match(await page.evaluate(() => location.hash), /scenario=all-protected/);
  assert.equal(JSON.parse(await exported(page)).Instances.Instance.length, 1);
});

test('a host without scenarios says so, and the console goes on', async (t) => {
  const page = await newPage(t, {
    language: 'en', hash: '#/instances', allow: [/404/],
    prepare: (page) => page.route('**/scenarios/**', (route) => route.fulfill({ status: 404, body: '' })),
  });
  await page.evaluate((hash) => (location.hash = hash), SCENARIOS);
  await page.getByTestId('scenarios-failed').waitFor();
  await page.unroute('**/scenarios/**');
  await page.getByRole('button', { name: WORDS.en.retry }).click();
  await page.getByRole('article').first().waitFor();
});

test('the first page asks for no scenario', async (t) => {
  const asked = [];
  const page = await newPage(t, {
    language: 'en', hash: '#/instances',
    prepare: (page) => page.on('request', (request) => asked.push(request.url())),
  });
  await page.getByTestId('welcome').waitFor();
  assert.deepEqual(asked.filter((url) => url.includes('scenarios')), []);
});

test('ten thousand instances are loaded', async (t) => {
  const page = await newPage(t, { language: 'en', hash: '#/instances?scenario=ten-thousand' });
  await page.waitForFunction(() => !location.hash.includes('scenario'));
  const { body } = await page.evaluate(() => window.latch.call('DescribeInstances', { RegionId: 'cn-hangzhou', PageSize: 1 }));
  assert.ok(body.TotalCount > 1_000);
  assert.equal(JSON.parse(await exported(page)).Instances.Instance.length, 10_000);
});
