// The list as it last looked is painted before the program is loaded, but only if it is still true.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, id, instance, load } from './fleet.mjs';
import { site, whenReady } from './harness.mjs';
import { LANGUAGES } from './labels.mjs';

const { url, newPage } = site();
const HASH = '#/instances?region=cn-hangzhou';
const PART = '**/account.wasm';
const fleet = [instance(1), instance(2, { DeletionProtection: true }), instance(3)];

/** Waits until the list has been kept for the state that is stored now. */
const kept = (page, text) =>
  page.waitForFunction((text) => {
    const [, kept] = Object.entries(localStorage).find(([key]) => key.endsWith(':screen')) ?? [];
    return kept?.includes(text) && JSON.parse(kept).state === window.latchState();
  }, text);

/**
 * Reloads the page while the account's part of the program, or all of it, is held back; `release` lets it load. `prepare` changes the stored data
 * while no program runs that could keep the list again.
 */
async function reloadHeld(page, prepare, given, what = PART) {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route(what, async (route) => {
    await held;
    await route.continue();
  });
  let loaded;
  if (prepare) {
    await page.route('**/blank', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
    await page.goto(url('blank'));
    await page.evaluate(prepare, given);
    await page.goto(url(HASH), { waitUntil: 'commit' });
  } else {
    // Firefox reports a new document only after the scripts it requests have arrived.
    loaded = page.reload({ waitUntil: 'commit' });
    loaded.catch(() => undefined);
  }
  return async (shows = 'cell-id') => {
    release();
    await loaded;
    await whenReady(page);
    await page.locator('#app').getByTestId(shows).first().waitFor();
  };
}

/** Checks that no kept screen is shown: only the empty frame that precedes the program. */
async function assertNotShown(page) {
  await page.waitForLoadState('load');
  await page.locator('#boot').waitFor({ state: 'attached' });
  assert.equal(await page.locator('.boot--screen').count(), 0);
  assert.equal(await page.evaluate(() => document.adoptedStyleSheets.length), 0);
  assert.equal(await page.getByTestId('cell-id').count(), 0);
}

async function prepared(t, options = {}) {
  const page = await newPage(t, { hash: HASH, ...options });
  await load(page, fleet);
  await kept(page, id(3));
  return page;
}

/** Position, colours and font of everything visible, one text per element. Left out: the clock, which moves, and the region, whose width varies. */
const lookOf = (page, place, part = '.frame') =>
  page.locator(`${place} ${part}`).evaluate((part) =>
    [...part.querySelectorAll('*:not(path, .copy *, [data-moving], [data-moving] *, .frame__region *, .frame__top > *, .visually-hidden)')]
      .map((part) => [part, part.getBoundingClientRect(), getComputedStyle(part)])
      .filter(([, { width, height }]) => width > 0 && height > 0)
      .map(([{ localName }, { x, y, width, height }, { color, backgroundColor, fontSize, fontFamily, fontWeight, textOverflow, borderBlockEnd }]) =>
        [localName, x, y, width, height, color, backgroundColor, fontSize, fontFamily, fontWeight, textOverflow, borderBlockEnd].join(' '),
      ),
  );

const LOOKS = {
  light: {},
  'dark, zh-CN': { theme: 'dark', language: 'zh-CN', viewport: { width: 1440, height: 900 } },
  narrow: { viewport: { width: 390, height: 844 } },
};

for (const [name, options] of Object.entries(LOOKS)) test(`${name}: the list stands before anything but the page has come, and looks as the program makes it`, async (t) => {
  const page = await prepared(t, options);
  const before = await lookOf(page, '#app');
  const release = await reloadHeld(page, undefined, undefined, /\.(js|css|wasm)$/);
  await page.locator('#boot').getByText(id(3)).waitFor();
  assert.equal(await page.evaluate(() => document.readyState), 'interactive');
  assert.deepEqual(await lookOf(page, '#boot'), before);
  await release();
  assert.equal(await page.evaluate(() => document.adoptedStyleSheets.length), 0);
});

for (const language of LANGUAGES) {
  test(`${language}: the list stands before the program, is what the program shows, and what is typed meanwhile is searched`, async (t) => {
    const page = await prepared(t, { language });
    const row = (place) => page.locator(`${place} tbody tr[data-slot]:not([hidden])`).filter({ hasText: 'web-2' }).innerText();
    const before = await row('#app');
    const release = await reloadHeld(page);
    await page.locator('.boot--screen').waitFor();
    assert.equal(await row('#boot'), before);
    await page.locator('#boot').getByTestId('filter').click();
    await page.keyboard.type('web-2');
    await release();
    await page.waitForFunction(() => document.querySelectorAll('#app tr[data-slot]:not([hidden])').length === 1);
    assert.equal(await page.evaluate(() => document.activeElement.matches('#app [data-testid=filter]') && document.activeElement.value), 'web-2');
    assert.equal(await row('#app'), before);
  });
}

test('it stands too after so many changes that the tables have been written anew', async (t) => {
  const page = await prepared(t);
  const names = Array.from({ length: 450 }, (_, n) => ({ InstanceId: id((n % 3) + 1), InstanceName: `name-${n}` }));
  await page.evaluate(async (names) => {
    for (const name of names) await window.latch.call('ModifyInstanceAttribute', name);
  }, names);
  await page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.endsWith(':log:2')));
  await kept(page, 'name-449');
  const release = await reloadHeld(page);
  await page.locator('.boot--screen').waitFor();
  await release();
});

test('what has changed since is never shown: another commit, language, build, address, a simulated network, or something that fell due', async (t) => {
  const page = await prepared(t);
  const changes = [
    () => localStorage.setItem(Object.keys(localStorage).find((key) => key.endsWith(':head')).replace(/head$/, 'log:999999'), ''),
    () => {
      const key = Object.keys(localStorage).find((key) => key.includes(':seg:'));
      localStorage.setItem(key, localStorage.getItem(key).slice(0, -1));
    },
    () => localStorage.removeItem(Object.keys(localStorage).find((key) => key.includes(':seg:'))),
    () => localStorage.setItem(Object.keys(localStorage).find((key) => key.endsWith(':head')).replace(/head$/, 'prefs'), '{"language":"zh-CN"}'),
    () => localStorage.setItem(Object.keys(localStorage).find((key) => key.endsWith(':head')).replace(/head$/, 'prefs'), '{"network":"latency=50"}'),
    () => {
      const key = Object.keys(localStorage).find((key) => key.endsWith(':screen'));
      localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), until: Date.now() - 1 }));
    },
    ...[{ build: 'another' }, { address: '#/instances' }].map((change) => [
      ({ change }) => {
        const key = Object.keys(localStorage).find((key) => key.endsWith(':screen'));
        localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), ...change }));
      },
      { change },
    ]),
    () => {
      const key = Object.keys(localStorage).find((key) => key.endsWith(':screen'));
      localStorage.setItem(key, 'no JSON');
    },
  ];
  const whole = await page.evaluate(() => ({ ...localStorage }));
  const act = ({ whole, change, given }) => {
    localStorage.clear();
    for (const [key, value] of Object.entries(whole)) localStorage.setItem(key, value);
    new Function('given', `return (${change})(given)`)(given);
  };
  const reloadAfter = ([change, given]) => reloadHeld(page, act, { whole, change: String(change), given });
  // The stored data is complete: without a change, the list is shown.
  const release = await reloadAfter([() => {}]);
  await page.locator('.boot--screen').waitFor();
  await release();
  await page.unroute(PART);
  for (const change of changes) {
    const release = await reloadAfter([change].flat());
    await assertNotShown(page);
    // The account itself is as it was, but for the commit that is none and the segment that is none any more.
    if (!changes.slice(0, 3).includes(change)) await release();
    await page.unroute(PART);
  }
});

test('it follows every change', async (t) => {
  const page = await prepared(t);
  await call(page, 'ModifyInstanceAttribute', { InstanceId: id(1), InstanceName: 'renamed' });
  await kept(page, 'renamed');
  const release = await reloadHeld(page);
  await page.locator('.boot--screen').getByText('renamed').waitFor();
  await release();
});

test('no time is told in the kept list that goes on meanwhile', async (t) => {
  const page = await newPage(t, { hash: HASH });
  await load(page, [...fleet, instance(4, { AutoReleaseTime: '2098-01-01T00:00Z' })]);
  await page.locator('#app tbody').getByText(/in \d+ years/).waitFor();
  await kept(page, id(4));
  const release = await reloadHeld(page);
  await page.locator('.boot--screen').waitFor();
  assert.equal(await page.locator('#boot tbody').getByText(/in \d+ years/).count(), 0);
  await release();
  await page.locator('#app tbody').getByText(/in \d+ years/).waitFor();
});

test('a row of the kept list is ticked at once, and the program goes on with what is ticked', async (t) => {
  const page = await prepared(t);
  const box = (place, name) => page.locator(`${place} tbody tr[data-slot]`).filter({ hasText: name }).getByRole('checkbox');
  const selected = (place) => page.locator(place).getByTestId('count-selected');
  await box('#app', 'web-2').click();
  const words = await selected('#app').innerText();
  await page.mouse.move(0, 0);
  const look = await lookOf(page, '#app', '.table');
  await box('#app', 'web-2').click();
  await kept(page, id(3));
  const release = await reloadHeld(page);
  await page.locator('.boot--screen').waitFor();
  for (const name of ['web-3', 'web-2', 'web-3']) await box('#boot', name).click();
  assert.equal(await selected('#boot').innerText(), words);
  await page.locator('#boot').getByTestId('batch-bar').locator('strong').getByText(words).waitFor();
  await page.mouse.move(0, 0);
  assert.deepEqual(await lookOf(page, '#boot', '.table'), look);
  await box('#boot', 'web-1').press('Space');
  await release();
  await selected('#app').getByText('2').waitFor();
  assert.deepEqual(await page.locator('#app tbody').getByRole('checkbox').evaluateAll((boxes) => boxes.map(({ checked }) => checked)), [true, true, false]);
});

test('what is pressed in the kept list is done as soon as the program is there, once and in its order', async (t) => {
  const page = await prepared(t);
  const release = await reloadHeld(page);
  await page.locator('.boot--screen').waitFor();
  const box = (place) => page.locator(`${place} tbody tr[data-slot]`).filter({ hasText: 'web-2' }).getByRole('checkbox');
  await box('#boot').click();
  for (let n = 0; n < 2; n += 1) await page.locator('#boot').getByTestId('batch-more').click({ force: true });
  await release();
  await page.getByRole('menu').waitFor();
  assert.equal(await box('#app').isChecked(), true);
});

test('a row that is ticked in the kept list stays ticked where the search that was typed there hides it', async (t) => {
  const page = await prepared(t);
  const release = await reloadHeld(page);
  await page.locator('.boot--screen').waitFor();
  await page.locator('#boot').getByTestId('filter').click();
  await page.keyboard.type('web-2');
  await page.locator('#boot tbody tr[data-slot]').filter({ hasText: 'web-3' }).getByRole('checkbox').click();
  await release();
  await page.waitForFunction(() => document.querySelectorAll('#app tr[data-slot]:not([hidden])').length === 1);
  await page.locator('#app').getByTestId('count-selected').getByText('1').waitFor();
});

test('a link that is followed in the kept list leads there', async (t) => {
  const page = await prepared(t);
  const release = await reloadHeld(page);
  await page.locator('.boot--screen').waitFor();
  await page.locator('#boot tbody tr[data-slot]').filter({ hasText: 'web-2' }).getByRole('link').first().click();
  await release('basic');
  assert.equal(await page.evaluate(() => location.hash), `#/instances/${id(2)}`);
});
