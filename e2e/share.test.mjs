// The share link: the whole account in an address. Whoever opens it is always asked first; and the message if no link can be made.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { call, instance, load, simulate } from './fleet.mjs';
import { site } from './harness.mjs';
import { LANGUAGES } from './labels.mjs';
import { OfferDialog, WORDS, downloaded, exported } from './pages/rehearsal.mjs';
import { assertWholeTexts } from './texts.mjs';

const { newPage } = site();
const SHARE = '#/simulation?tab=share';

/** Makes a link of the page's present account, by the button. */
async function linkOf(page) {
  await page.evaluate((hash) => (location.hash = hash), SHARE);
  await page.getByTestId('share-make').click();
  const field = page.getByTestId('share-text').getByRole('textbox').or(page.locator('textarea[data-testid=share-text]'));
  await field.waitFor();
  return field.inputValue();
}

/** An account with a paused clock, a scaling group, a refusal and a policy. */
async function prepare(page) {
  await page.evaluate(() => (location.hash = '#/instances?scenario=friday-evening'));
  await page.waitForFunction(() => !location.hash.includes('scenario'));
  const id = await page.evaluate(async () => JSON.parse(await window.latch.export()).Instances.Instance[0].InstanceId);
  await call(page, 'DeleteInstance', { InstanceId: id });
  await call(page, 'ModifyInstanceAttribute', { InstanceId: id, Password: 'Secret-2026!' });
}

for (const language of LANGUAGES) {
  const words = WORDS[language];

  test(`${language}: a link made here and opened by another gives the identical account, after a yes`, async (t) => {
    const mine = await newPage(t, { language });
    await prepare(mine);
    const link = await linkOf(mine);
    await assertAccessible(mine, `share, ${language}`);
    await assertWholeTexts(mine, { allow: [/world=/] });
    assert.ok(!link.includes('Secret') && link.includes('#/instances?world=1.'));
    const theirs = await newPage(t, { language });
    await theirs.evaluate((hash) => (location.hash = hash), new URL(link).hash);
    const offer = new OfferDialog(theirs, words);
    await offer.replace(18).waitFor();
    assert.deepEqual(await offer.changes(), { come: 18, gone: 0, changed: 0, same: 0 });
    await assertAccessible(theirs, `shared account, ${language}`);
    await offer.replace(18).click();
    await offer.gone();
    assert.equal(await exported(theirs), await exported(mine));
    assert.doesNotMatch(await theirs.evaluate(() => location.hash), /world/);
    assert.ok(!(await exported(theirs)).includes('Secret'));
  });

  test(`${language}: a declined link leaves the receiver's account as it was, to the byte`, async (t) => {
    const mine = await newPage(t, { language });
    await prepare(mine);
    const link = await linkOf(mine);
    const theirs = await newPage(t, { language });
    await theirs.evaluate(() => (location.hash = '#/instances?scenario=overdue-day-14'));
    await theirs.waitForFunction(() => !location.hash.includes('scenario'));
    const before = await exported(theirs);
    await theirs.evaluate((hash) => (location.hash = hash), new URL(link).hash);
    const offer = new OfferDialog(theirs, words);
    await offer.replace(18).waitFor();
    await offer.keep.click();
    await offer.gone();
    assert.equal(await exported(theirs), before);
    assert.doesNotMatch(await theirs.evaluate(() => location.hash), /world/);
  });

  test(`${language}: a damaged, a foreign and a newer link are told plainly, and nothing is lost`, async (t) => {
    const page = await newPage(t, { language });
    await load(page, [instance(1)]);
    const link = new URL(await linkOf(page)).hash;
    const instances = async () => JSON.parse(await exported(page)).Instances;
    const before = await instances();
    const offer = new OfferDialog(page, words);
    for (const bad of [link.slice(0, -40), link.replace('world=1.', 'world=2.'), '#/instances?world=1.S0xITEpOSU1LBwA', '#/instances?world=hello']) {
      await page.evaluate((hash) => (location.hash = hash), bad);
      await offer.problem.waitFor();
      await assertAccessible(page, `bad link, ${language}`);
      await offer.close.click();
      await offer.gone();
    }
    assert.deepEqual(await instances(), before);
  });

  test(`${language}: what is too large for a link is handed on as a file`, async (t) => {
    const page = await newPage(t, { language });
    await load(page, Array.from({ length: 2_000 }, (_, n) => instance(n, { InstanceName: `node-${(n * 2654435761) % 4294967296}` })));
    await page.evaluate((hash) => (location.hash = hash), SHARE);
    await page.getByTestId('share-make').click();
    const told = page.getByTestId('share-too-long');
    await told.waitFor();
    await assertAccessible(page, `too long, ${language}`);
    const { name, text } = await downloaded(page, () => told.getByRole('button', { name: words.exportAll }).click());
    assert.equal(name, 'latch.json');
    assert.equal(JSON.parse(text).Instances.Instance.length, 2_000);
  });

  test(`${language}: a link that is older than the account says so`, async (t) => {
    const page = await newPage(t, { language });
    await load(page, [instance(1)]);
    await linkOf(page);
    await simulate(page, 'AccountOverdue');
    await page.getByTestId('share-stale').waitFor();
    await page.getByRole('button', { name: words.again }).click();
    await page.getByTestId('share-stale').waitFor({ state: 'detached' });
  });
}

test('a link that unpacks to more than there is room for is not unpacked', async (t) => {
  const page = await newPage(t, { language: 'en' });
  const bomb = await page.evaluate(async () => {
    const plain = new Blob(Array.from({ length: 3 }, () => new Uint8Array(1024 * 1024)));
    const packed = await new Response(plain.stream().pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer();
    const letters = Array.from(new Uint8Array(packed), (byte) => String.fromCharCode(byte)).join('');
    return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  });
  await page.evaluate((packed) => (location.hash = `#/instances?world=1.${packed}`), bomb);
  await new OfferDialog(page, WORDS.en).problem.getByText('2 MiB').waitFor();
});

/** A text packed into a link, as the page itself packs it. */
function linked(page, text) {
  return page.evaluate(async (plain) => {
    const stream = new Blob([plain]).stream().pipeThrough(new CompressionStream('deflate-raw'));
    const letters = Array.from(new Uint8Array(await new Response(stream).arrayBuffer()), (byte) => String.fromCharCode(byte)).join('');
    location.hash = `#/instances?world=1.${btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
  }, text);
}

test('a short link that stands for very much work is refused at once, and the page goes on', async (t) => {
  const page = await newPage(t, { language: 'en' });
  await load(page, [instance(1)]);
  const instances = async () => JSON.parse(await exported(page)).Instances;
  const before = await instances();
  const offer = new OfferDialog(page, WORDS.en);
  const outcome = { Happened: 'Done', Latch: { Ordinals: [[0, 10_000_000]] } };
  const record = { Number: 1, Time: '2027-01-01T00:00:00Z', Actor: 'Console', Act: 'SetClock', Outcomes: Array(3_000).fill(outcome) };
  const world = { latch: 1, Instances: { Instance: [] }, Activity: [record], Latch: { NextOrdinal: 10_000_000 } };
  const words = { en: 'A', 'zh-CN': '甲' };
  const acts = Array.from({ length: 999 }, (_, n) => ({ simulate: n % 2 ? 'AccountSettled' : 'AccountOverdue' }));
  const scenario = { 'latch-scenario': 1, name: 'a', title: words, purpose: words, start: '2027-03-01T01:00:00Z',
    steps: [{ sample: { Instances: 100_000 } }, ...acts] };
  for (const [text, why] of [[world, 'Activity: There are more than 268,435,456 of these.'], [scenario, 'This scenario is too large to run']]) {
    await linked(page, JSON.stringify(text));
    await offer.problem.getByText(why).waitFor();
    await offer.close.click();
    await offer.gone();
  }
  assert.deepEqual(await instances(), before);
});
