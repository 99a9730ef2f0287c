// The on-demand parts of the program: when they are fetched, and what the page says when one cannot be fetched.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { id, instance, load } from './fleet.mjs';
import { FOLDER, site, whenReady } from './harness.mjs';
import { LABELS, LANGUAGES } from './labels.mjs';

const { url, newPage } = site();
const WIZARD = '**/split_wizard.wasm';
const ENGINE = '**/account.wasm';
const TOUCH = '**/touch.wasm';
const WORDS = {
  'zh-CN': { missing: '未能加载Latch的这一部分', again: '重试', start: '从空账号开始使用', cannotStart: 'Latch无法启动' },
  en: { missing: 'This part of Latch could not be loaded', again: 'Try again', start: 'Start with an empty account', cannotStart: 'Latch cannot start' },
};
/** The parts requested so far, by name. */
function parts(page) {
  const asked = new Set();
  page.on('request', (request) => {
    const name = new URL(request.url()).pathname.match(/\/(?:split_(\w+)|(account|touch))\.wasm/)?.slice(1).find(Boolean);
    if (name) asked.add(name);
  });
  return asked;
}

test('a first visit asks for no part, until a person is there: then for all that could be wanted next', async (t) => {
  let asked;
  const page = await newPage(t, { hash: '#/instances', ready: false, prepare: (page) => void (asked = parts(page)) });
  await page.getByTestId('welcome').waitFor();
  await page.waitForLoadState('networkidle');
  assert.deepEqual([...asked], []);
  await page.keyboard.press('Tab');
  await page.waitForFunction(() => performance.getEntriesByType('resource').filter(({ name }) => /\/(split_\w+|account|touch)\.wasm/.test(name)).length >= 4);
  assert.deepEqual([...asked].sort(), ['account', 'pages', 'touch', 'wizard']);
});

test('a page that nobody has touched follows another tab from its first act on', async (t) => {
  const page = await newPage(t, { hash: '#/instances', ready: false });
  await page.getByTestId('welcome').waitFor();
  const other = await page.context().newPage();
  await other.goto(url('#/instances'));
  await whenReady(other);
  await load(other, [instance(1)]);
  await page.getByText(id(1)).waitFor();
});

for (const language of LANGUAGES) {
  const words = WORDS[language];
  // The error messages of the engines, and of the loader of the parts, whose file Firefox names instead.
  const allow = [/ERR_FAILED/, /Failed to fetch/, /__wasm_split\.js/];

  test(`${language}: a page whose part does not arrive says so, and comes when it is tried again`, async (t) => {
    let asked;
    const first = new Promise((resolve) => (asked = resolve));
    const abort = (route) => {
      asked();
      return route.abort();
    };
    const page = await newPage(t, { language, hash: '#/instances', ready: false, allow, prepare: (page) => page.route(WIZARD, abort) });
    await page.getByTestId('welcome').waitFor();
    // Trigger the first-touch prefetch now: otherwise it would load the part later, on its own.
    await page.keyboard.press('Tab');
    await first;
    await page.getByRole('link', { name: words.start }).click();
    await page.getByRole('heading', { name: words.missing }).waitFor();
    await assertAccessible(page, `missing part, ${language}`);
    await page.unroute(WIZARD);
    await page.getByRole('button', { name: words.again }).click();
    await page.getByRole('heading', { name: LABELS[language].basic }).first().waitFor();
  });

  test(`${language}: a menu that does not arrive says so, and opens when it is asked again`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances', ready: false, allow, prepare: (page) => page.route(TOUCH, (route) => route.abort()) });
    await page.getByTestId('language').click();
    await page.locator('.notices').getByText(words.missing).waitFor();
    await assertAccessible(page, `missing menu, ${language}`);
    await page.unroute(TOUCH);
    await page.getByTestId('language').click();
    await page.getByRole('menuitem', { name: 'English' }).waitFor();
  });

  test(`${language}: a menu that is clicked again while it comes is open then`, async (t) => {
    let release;
    const held = new Promise((resolve) => (release = resolve));
    const prepare = (page) => page.route(TOUCH, (route) => held.then(() => route.continue()));
    const page = await newPage(t, { language, hash: '#/instances', ready: false, prepare });
    await page.getByTestId('theme').click();
    await page.getByTestId('theme').click();
    release();
    await page.getByRole('menuitem').nth(2).waitFor();
  });

  test(`${language}: where the navigation of narrow screens does not arrive, that is said`, async (t) => {
    const prepare = (page) => page.route(TOUCH, (route) => route.abort());
    const page = await newPage(t, { language, viewport: { width: 390, height: 844 }, hash: '#/instances', ready: false, allow, prepare });
    await page.locator('.frame__top .only-narrow button').first().click();
    await page.locator('.notices').getByText(words.missing).waitFor();
    await page.unroute(TOUCH);
    await page.locator('.frame__top .only-narrow button').first().click();
    await page.getByRole('dialog').getByRole('link').first().waitFor();
  });

  test(`${language}: the first click opens a menu, and what the pointer is on already has its tooltip`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances', ready: false });
    await page.getByTestId('theme').hover();
    await page.getByRole('tooltip').waitFor();
    await page.reload();
    await page.getByTestId('region').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem').first().and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[data-testid=region]:focus').waitFor();
  });

  test(`${language}: what is kept is not shown as an empty account when the engine does not arrive`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances', allow });
    await load(page, [instance(1)]);
    await page.route(ENGINE, (route) => route.abort());
    await page.reload();
    await page.getByText(words.cannotStart).filter({ visible: true }).waitFor();
    assert.equal(await page.getByTestId('welcome').count(), 0);
    await page.unroute(ENGINE);
    await page.reload();
    await page.getByText(id(1)).waitFor();
  });
}

test('a script that calls at once is answered, whatever has to come first', async (t) => {
  const page = await newPage(t, { hash: '#/instances', ready: false });
  const { status } = await page.evaluate(async () => {
    await window.latch.ready;
    return window.latch.call('DescribeInstances', { RegionId: 'cn-hangzhou' });
  });
  assert.equal(status, 200);
  assert.ok(page.url().includes(FOLDER));
});
