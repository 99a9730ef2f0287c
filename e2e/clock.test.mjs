// The virtual clock: due events happen in order, each at its own instant, however the clock gets there; and rewinding.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { advance, call, id, instance, live, load, simulate } from './fleet.mjs';
import { site, whenReady } from './harness.mjs';
import { LABELS, LANGUAGES } from './labels.mjs';
import { Chip, WORDS, now } from './pages/simulation.mjs';
import { assertWholeTexts } from './texts.mjs';

const { url, newPage, newPerson } = site();
const at = (iso, seconds) => new Date(Date.parse(iso) + seconds * 1_000).toISOString();
const minute = (iso) => `${iso.slice(0, 16)}Z`;
const releaseAt = (page, n, iso) => call(page, 'ModifyInstanceAutoReleaseTime', { InstanceId: id(n), AutoReleaseTime: minute(iso) });
const records = async (page) => JSON.parse(await page.evaluate(() => window.latch.export()));

/** A world whose clock is paused at a set instant. */
async function paused(page, instances) {
  await load(page, instances);
  await page.evaluate(async () => {
    await window.latch.clock.run(0);
    await window.latch.clock.set('2027-03-01T08:00:00Z');
  });
}

for (const language of LANGUAGES) {
  const words = WORDS[language];
  const labels = LABELS[language];

  test(`${language}: the chip stops, steps, and goes to what is due; the release is told and recorded at its own instant`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await paused(page, [instance(1, { DeletionProtection: true }), instance(2)]);
    const due = at(await now(page), 2 * 3_600);
    await releaseAt(page, 1, due);
    const chip = new Chip(page, words);
    await chip.choose(words.halfHour);
    await page.waitForFunction(() => window.latch.clock.now() === '2027-03-01T08:30:00Z');
    await chip.choose(words.next);
    await page.getByText(words.scheduleTold).first().waitFor();
    assert.equal(await now(page), minute(due).replace('Z', ':00Z'));
    assert.deepEqual([...(await live(page)).keys()], [id(2)]);
    const { Released } = await records(page);
    assert.equal(Released.length, 1);
    await assertWholeTexts(page);
    await assertAccessible(page, `after a due event, ${language}`);
  });

  test(`${language}: the page plays the clock at a day a second and pauses it`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await paused(page, [instance(1)]);
    await page.goto(url('#/simulation'));
    await page.getByRole('radio', { name: words.day }).check();
    await page.waitForFunction(() => window.latch.clock.now() > '2027-03-02T08:00:00Z');
    await page.getByRole('radio', { name: words.paused }).check();
    await page.waitForFunction(() => document.querySelector('input[type=radio][value="0"]').checked);
    const stood = await now(page);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    assert.equal(await now(page), stood);
    await assertAccessible(page, `clock, ${language}`);
    await assertWholeTexts(page);
  });

  test(`${language}: the clock is set forward by a dialog; an earlier time is refused with the reason`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await paused(page, [instance(1)]);
    await new Chip(page, words).choose(words.set);
    const dialog = page.getByRole('dialog');
    const field = dialog.getByLabel(words.time);
    const button = dialog.getByRole('button', { name: words.setClock });
    await field.fill('2026-01-01T00:00');
    await dialog.getByText(words.onlyForward).first().waitFor();
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
    await assertAccessible(page, `set clock, ${language}`);
    await field.fill('2027-04-01T10:00');
    await button.click();
    await page.waitForFunction(() => window.latch.clock.now() > '2027-03-31');
  });

  test(`${language}: going back shows what changes, undoes it, stands still there, and can itself be undone`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await paused(page, [instance(1), instance(2)]);
    await call(page, 'ModifyInstanceAttribute', { InstanceId: id(1), DeletionProtection: true });
    await advance(page, 3_600);
    await call(page, 'DeleteInstance', { InstanceId: id(2), Force: true });
    const gone = await live(page);
    assert.deepEqual([...gone.keys()], [id(1)]);
    await page.goto(url('#/simulation'));
    await page.getByRole('button', { name: words.goBack }).click();
    const dialog = page.getByTestId('rewind');
    await dialog.getByTestId('changes-come').getByText('web-2').waitFor();
    await assertAccessible(page, `going back, ${language}`);
    await assertWholeTexts(page);
    await dialog.getByTestId('rewind-confirm').click();
    await dialog.waitFor({ state: 'detached' });
    assert.deepEqual([...(await live(page)).keys()], [id(1), id(2)]);
    assert.equal(await now(page), '2027-03-01T08:00:00Z');
    // The undone steps are still offered as targets.
    const steps = await page.evaluate(() => window.latch.clock.history());
    const deletion = steps.find((step) => step.Acts.includes('DeleteInstance'));
    assert.equal(deletion.Step.call, 'DeleteInstance');
    assert.equal(deletion.Step.params.InstanceId, id(2));
    assert.equal(steps[0].Step.console, 'Rewind');
    await page.evaluate((commit) => window.latch.clock.rewind(commit), deletion.Commit);
    assert.deepEqual([...(await live(page)).keys()], [id(1)]);
    await page.reload();
    await whenReady(page);
    assert.deepEqual([...(await live(page)).keys()], [id(1)]);
    assert.equal(await now(page), '2027-03-01T09:00:00Z');
  });
}

test('the same acts come to the same world, whether time ran in steps, at once, or while the page was closed', async (t) => {
  const ends = [];
  const ways = {
    steps: async (page) => {
      for (let hour = 0; hour < 48; hour += 1) await advance(page, 3_600);
      return page;
    },
    'at once': async (page) => {
      await advance(page, 48 * 3_600);
      return page;
    },
    closed: async (page) => {
      const context = page.context();
      await page.evaluate(() => window.latch.clock.run(86_400));
      await page.close();
      const again = await context.newPage();
      await again.goto(url('#/instances'));
      await whenReady(again);
      await again.waitForFunction(() => window.latch.clock.now() > '2027-03-03T08:00:00Z');
      return again;
    },
  };
  for (const way of Object.values(ways)) {
    const context = await newPerson(t);
    let page = await context.newPage();
    await page.goto(url('#/instances'));
    await whenReady(page);
    await paused(page, [1, 2, 3, 4].map((n) => instance(n, { DeletionProtection: n % 2 === 0 })));
    await releaseAt(page, 2, '2027-03-01T20:00:00Z');
    await releaseAt(page, 3, '2027-03-02T09:30:00Z');
    page = await way(page);
    const { Released, Activity } = await records(page);
    // Steps of the clock are records too, so record numbers differ.
    const told = Released.map(({ InstanceId, Latch: { Released: { Record, ...released } } }) => [InstanceId, released]);
    const acts = Activity.filter(({ Act }) => Act === 'AutoReleaseTimeReached').map(({ Time, Outcomes }) => [Time, Outcomes]);
    ends.push({ live: [...(await live(page)).keys()], told, acts });
  }
  assert.deepEqual(ends[1], ends[0]);
  assert.deepEqual(ends[2], ends[0]);
  assert.equal(ends[0].live.length, 2);
});

test('the clock is one for all tabs: what one sets, the other shows, and only one of them lets fate happen', async (t) => {
  const context = await newPerson(t);
  const first = await context.newPage();
  await first.goto(url('#/instances'));
  await whenReady(first);
  await paused(first, [instance(1), instance(2)]);
  const second = await context.newPage();
  await second.goto(url('#/instances'));
  await whenReady(second);
  await releaseAt(second, 1, '2027-03-01T20:00:00Z');
  await advance(second, 86_400);
  await first.waitForFunction(() => window.latch.clock.now() === '2027-03-02T08:00:00Z');
  await first.getByRole('link', { name: id(1) }).waitFor({ state: 'detached' });
  const { Activity } = await records(first);
  const releases = Activity.filter(({ Act }) => Act === 'AutoReleaseTimeReached');
  assert.equal(releases.length, 1);
});

test('scripts run, stop and turn the clock back; what is no number or no longer kept is refused', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await paused(page, [instance(1)]);
  assert.equal(await page.evaluate(() => window.latch.clock.next()), null);
  await assert.rejects(page.evaluate(() => window.latch.clock.run(-1)), /rate/);
  await assert.rejects(page.evaluate(() => window.latch.clock.rewind('x')), /commit/);
  await assert.rejects(page.evaluate(() => window.latch.clock.rewind(999_999)), /Latch\.HistoryNotKept/);
  await simulate(page, 'AccountOverdue');
  assert.equal(await page.evaluate(() => window.latch.clock.next()), '2027-03-13T08:00:00Z');
});

/** A machine whose clock `machine.hours` sets. */
const ofMachine = (page, hours) =>
  page.addInitScript((hours) => {
    const now = Date.now.bind(Date);
    window.machine = { hours };
    Date.now = () => now() + window.machine.hours * 3_600_000;
  }, hours);

for (const language of LANGUAGES) {
  test(`${language}: where the machine was a year ahead, the page says that time is paused, and lets it go on`, async (t) => {
    const context = await newPerson(t, { language });
    const ahead = await context.newPage();
    await ofMachine(ahead, 24 * 365);
    await ahead.goto(url('#/instances'));
    await whenReady(ahead);
    await load(ahead, [instance(1)]);
    await ahead.close();
    const page = await context.newPage();
    await page.goto(url('#/instances'));
    await whenReady(page);
    const stood = await now(page);
    await page.getByRole('button', { name: language === 'en' ? 'Continue from there' : '从该时刻继续计时' }).click();
    await page.waitForFunction((stood) => window.latch.clock.now() > stood, stood);
    assert.equal((await call(page, 'ModifyInstanceAttribute', { InstanceId: id(1), DeletionProtection: true })).status, 200);
  });
}

test('a machine whose clock is set back an hour while a tab takes over hangs nothing', async (t) => {
  const context = await newPerson(t);
  const pages = [await context.newPage(), await context.newPage()];
  for (const page of pages) {
    await ofMachine(page, 0);
    await page.goto(url('#/instances'));
    await whenReady(page);
  }
  const [writer, heir] = pages;
  await load(writer, [instance(1)]);
  await heir.getByRole('link', { name: id(1) }).waitFor();
  await writer.close();
  await heir.evaluate(() => (window.machine.hours = -1));
  assert.equal((await call(heir, 'ModifyInstanceAttribute', { InstanceId: id(1), DeletionProtection: true })).status, 200);
});
