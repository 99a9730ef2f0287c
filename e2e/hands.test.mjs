// Back, keys of an input method, keys in long tables; and the effects of translators on the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, id, instance, live, load } from './fleet.mjs';
import { site } from './harness.mjs';
import { LABELS } from './labels.mjs';
import { ProtectionDialog, ReleaseDialog } from './pages/dialogs.mjs';
import { ListPage } from './pages/list.mjs';

const { newPage } = site();
const labels = LABELS.en;
const HASH = '#/instances?region=cn-hangzhou';
const fleet = (count, fields = () => ({})) => Array.from({ length: count }, (_, n) => instance(n + 1, { InstanceName: `node-${n + 1}`, ...fields(n + 1) }));

async function listOf(t, instances, options = {}) {
  const page = await newPage(t, { hash: HASH, ...options });
  await load(page, instances);
  const list = new ListPage(page, labels);
  if (!options.hash) await list.ids.first().waitFor();
  return { page, list };
}

// ---- translators ---------------------------------------------------------------------------------------------------------

test('the page asks translators to leave it alone', async (t) => {
  const page = await newPage(t, {});
  const [translate, meta] = await page.evaluate(() => [document.documentElement.translate, document.querySelector('meta[name=google]')?.content]);
  assert.deepEqual([translate, meta], [false, 'notranslate']);
});

/** Replaces every text by an element with the same text, as translators do. */
const replaceTexts = (page, name) =>
  page.evaluate((name) => {
    const texts = document.createTreeWalker(document.querySelector('#app .frame'), NodeFilter.SHOW_TEXT);
    const all = [];
    while (texts.nextNode()) all.push(texts.currentNode);
    for (const text of all.filter((text) => text.data.trim() !== '')) {
      const outer = document.createElement(name);
      outer.append(Object.assign(document.createElement(name), { textContent: text.data }));
      text.replaceWith(outer);
    }
  }, name);

for (const element of ['font', 'mark']) {
  test(`after something has put a ${element} element in the place of each text, who is shown is who is ticked, protected and released`, async (t) => {
    const { page, list } = await listOf(t, fleet(12, () => ({ Status: 'Stopped' })));
    await replaceTexts(page, element);
    await list.type('node-2');
    await page.waitForFunction(() => document.querySelectorAll('tr[data-slot]:not([hidden])').length === 1);
    assert.deepEqual(await list.names(), ['node-2']);
    await list.tick('node-2').check();
    await list.act('Change Release Protection Setting').click();
    const dialog = new ProtectionDialog(page, labels);
    await dialog.line('node-2').waitFor();
    await dialog.set(true);
    await list.row('node-2').getByTestId('cell-protection').getByText('On').waitFor();
    assert.deepEqual([...(await live(page)).values()].filter((one) => one.DeletionProtection).map((one) => one.InstanceName), ['node-2']);
    await list.type('node-1');
    await page.waitForFunction(() => document.querySelectorAll('tr[data-slot]:not([hidden])').length === 4);
    assert.deepEqual(await list.names(), ['node-1', 'node-10', 'node-11', 'node-12']);
    await list.tick('node-10').check();
    // The count and names of the selection are outside of the rows: there, the changes of translators are undone.
    if (element === 'font') await list.bar.getByText('2 instances selected').waitFor();
    await list.act(labels.release).click();
    const release = new ReleaseDialog(page, labels);
    await release.list('released').filter({ hasText: 'node-10' }).waitFor();
    assert.equal(await release.list('released').filter({ visible: true }).count(), 1);
    await release.next.click();
    await release.confirm.click();
    await release.dialog.waitFor({ state: 'detached' });
    assert.equal((await live(page)).has(id(10)), false);
    assert.equal((await live(page)).size, 11);
  });
}

// ---- Back ----------------------------------------------------------------------------------------------------------------

test('Back closes the release dialog first, the page and its address stay; the next Back leaves the page', async (t) => {
  const { page, list } = await listOf(t, fleet(3), { hash: '#/activity' });
  await page.getByRole('link', { name: labels.instances, exact: true }).first().click();
  await list.tick('node-2').check();
  await list.act(labels.release).click();
  const dialog = new ReleaseDialog(page, labels);
  await dialog.next.click();
  await dialog.confirm.waitFor();
  await page.goBack();
  await dialog.dialog.waitFor({ state: 'detached' });
  await page.waitForFunction(() => location.hash.startsWith('#/instances'));
  await list.row('node-2').waitFor();
  assert.equal((await live(page)).size, 3);
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor();
  await page.waitForFunction(() => location.hash.startsWith('#/activity'));
});

test('Back closes an open menu first', async (t) => {
  const { page, list } = await listOf(t, fleet(2), { hash: '#/activity' });
  await page.getByRole('link', { name: labels.instances, exact: true }).first().click();
  await list.row('node-1').getByRole('button', { name: labels.more, exact: true }).click();
  await page.getByRole('menu').waitFor();
  await page.goBack();
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await list.row('node-1').waitFor();
  await page.waitForFunction(() => location.hash.startsWith('#/instances'));
});

test('on the first page of a tab, Back closes what stands over it and does not leave the page', async (t) => {
  const { page, list } = await listOf(t, fleet(2));
  for (const _ of ['once', 'and again']) {
    await list.row('node-1').getByRole('button', { name: labels.more, exact: true }).click();
    await page.getByRole('menu').waitFor();
    await page.goBack();
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await list.row('node-1').waitFor();
  }
  await list.tick('node-2').check();
  await list.act(labels.release).click();
  const dialog = new ReleaseDialog(page, labels);
  await dialog.next.click();
  await dialog.confirm.waitFor();
  await page.goBack();
  await dialog.dialog.waitFor({ state: 'detached' });
  await list.row('node-2').waitFor();
  assert.equal((await live(page)).size, 2);
});

test('on dialogs over dialogs, Back closes one at a time', async (t) => {
  const { page, list } = await listOf(t, fleet(2, (n) => ({ DeletionProtection: n === 1 })), { hash: '#/activity' });
  await page.getByRole('link', { name: labels.instances, exact: true }).first().click();
  await list.selectAll.check();
  await list.act(labels.release).click();
  const release = new ReleaseDialog(page, labels);
  await release.dialog.getByTestId('release-unprotect').click();
  const protection = new ProtectionDialog(page, labels);
  await protection.dialog.waitFor();
  await page.goBack();
  await protection.dialog.waitFor({ state: 'detached' });
  assert.equal(await release.dialog.isVisible(), true);
  await page.waitForFunction(() => location.hash.startsWith('#/instances'));
  await page.goBack();
  await release.dialog.waitFor({ state: 'detached' });
  await list.row('node-1').waitFor();
});

test('an address that is followed while a dialog is open closes it', async (t) => {
  const { page, list } = await listOf(t, fleet(2));
  await list.tick('node-1').check();
  await list.act(labels.release).click();
  const { dialog } = new ReleaseDialog(page, labels);
  await dialog.waitFor();
  await page.evaluate(() => (location.hash = '#/activity'));
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor();
});

// ---- input methods -------------------------------------------------------------------------------------------------------

/** A key pressed while an input method composes: marked by `isComposing`, or, as in Safari, only by its key code. */
const composed = (locator, key, by) =>
  locator.evaluate(
    (element, [key, by]) => {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, isComposing: by === 'isComposing', keyCode: by === 'keyCode' ? 229 : 27 });
      element.dispatchEvent(event);
    },
    [key, by],
  );

for (const by of ['isComposing', 'keyCode']) {
  test(`a key that belongs to an input method does nothing, told by ${by}`, async (t) => {
    const { page, list } = await listOf(t, fleet(2));
    await list.search.fill('node-1');
    await composed(list.search, 'Escape', by);
    assert.equal(await list.search.inputValue(), 'node-1');
    await list.search.press('Escape');
    assert.equal(await list.search.inputValue(), '');
    await list.tick('node-1').check();
    await list.act(labels.release).click();
    const { dialog, cancel } = new ReleaseDialog(page, labels);
    await composed(cancel, 'Escape', by);
    assert.equal(await dialog.isVisible(), true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    const more = list.row('node-1').getByRole('button', { name: labels.more, exact: true });
    await composed(more, 'ArrowDown', by);
    assert.equal(await page.getByRole('menu').count(), 0);
  });
}

test('Esc that cancels a candidate of an input method leaves the dialog and what was typed', async (t) => {
  const { page } = await listOf(t, fleet(1));
  await page.getByTestId('data').click();
  await page.getByRole('menuitem', { name: labels.import }).click();
  const field = page.getByRole('dialog').getByRole('textbox').first();
  await field.fill('kept');
  await field.evaluate((element) => element.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true })));
  await page.getByRole('dialog').evaluate((dialog) => dialog.dispatchEvent(new Event('cancel', { cancelable: true })));
  assert.equal(await field.inputValue(), 'kept');
  await field.evaluate((element) => element.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true })));
  await page.getByRole('dialog').evaluate((dialog) => dialog.dispatchEvent(new Event('cancel', { cancelable: true })));
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

// ---- rows by keyboard ----------------------------------------------------------------------------------------------------

test('Page Down, End, Page Up, Home and the arrows go through the list and the focus goes with them', async (t) => {
  const { page, list } = await listOf(t, fleet(400));
  await list.tick('node-3').first().focus();
  const at = (wanted) =>
    page.waitForFunction((wanted) => {
      const active = document.activeElement;
      const box = active.closest('tr')?.getBoundingClientRect();
      const frame = document.querySelector('[data-testid=scroller]').getBoundingClientRect();
      const n = Number(active.closest('tr')?.querySelector('[data-testid=cell-name]')?.textContent.replace('node-', ''));
      return active.matches('[type=checkbox]') && box.top >= frame.top && box.bottom <= frame.bottom && (wanted === undefined ? n > 20 : n === wanted);
    }, wanted);
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageDown');
  await at();
  await page.keyboard.press('End');
  await at(400);
  await page.keyboard.press('ArrowUp');
  await at(399);
  await page.keyboard.press('Space');
  await page.waitForFunction(() => document.querySelector('[data-testid=count-selected]').textContent.startsWith('1 '));
  await page.keyboard.press('Home');
  await at(1);
});

test('keys that come faster than the screen is drawn all count', async (t) => {
  const { page, list } = await listOf(t, fleet(400));
  await list.tick('node-1').first().focus();
  // All in one task, so that no key waits for the effect of the one before.
  const press = (keys) =>
    page.evaluate((keys) => {
      for (const key of keys) document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    }, keys);
  const at = async (wanted) => {
    await page.waitForFunction((wanted) => document.activeElement.closest('tr')?.querySelector('[data-testid=cell-name]')?.textContent === `node-${wanted}`, wanted);
    assert.ok(await page.evaluate(() => document.activeElement.matches('[type=checkbox]')));
  };
  await press(['End', 'ArrowUp', 'ArrowUp']);
  await at(398);
  await press(['Home', 'ArrowDown', 'ArrowDown']);
  await at(3);
  await press(['PageDown', 'PageDown', 'PageDown', 'PageUp', 'PageUp', 'PageUp', 'ArrowDown']);
  await at(4);
});

test('a row that is scrolled away with the focus leaves it where the keys still scroll', async (t) => {
  const { page, list } = await listOf(t, fleet(400));
  await list.tick('node-3').first().focus();
  await list.scroller.evaluate((element) => (element.scrollTop = 9_000));
  await page.waitForFunction(() => document.activeElement.matches('[data-testid=scroller]'));
  const before = await list.scroller.evaluate((element) => element.scrollTop);
  await page.keyboard.press('PageDown');
  await page.waitForFunction((before) => document.querySelector('[data-testid=scroller]').scrollTop > before, before);
});

test('the keys go through the other long tables too', async (t) => {
  const { page } = await listOf(t, fleet(60));
  for (let n = 1; n <= 40; n += 1) await call(page, 'DeleteInstance', { InstanceId: id(n), Force: true });
  await page.evaluate(() => (location.hash = '#/released'));
  const first = page.getByTestId('attempt').first().getByRole('link');
  await first.focus();
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageDown');
  const rowIndex = () => page.evaluate(() => Number(document.activeElement.closest('tr')?.ariaRowIndex ?? document.activeElement.closest('tr')?.getAttribute('aria-rowindex')));
  await page.waitForFunction(() => Number(document.activeElement.closest('tr')?.getAttribute('aria-rowindex')) > 15);
  await page.keyboard.press('End');
  await page.waitForFunction(() => Number(document.activeElement.closest('tr')?.getAttribute('aria-rowindex')) === 41);
  assert.equal(await rowIndex(), 41);
});
