// What hands do to a page and eyes expect of it: Back, keys of an input method, the wheel, translators, menus under the pointer, names that
// are told apart.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, id, instance, live, load } from './fleet.mjs';
import { site } from './harness.mjs';
import { LABELS } from './labels.mjs';
import { ProtectionDialog, ReleaseDialog } from './pages/dialogs.mjs';
import { ListPage } from './pages/list.mjs';
import { TEXTS, WizardPage } from './pages/wizard.mjs';

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

/** Where the focus is: the checkbox or link of which row; nothing while it is on the page itself. */
const focused = (page) =>
  page.evaluate(() => {
    const active = document.activeElement;
    return active === document.body ? null : (active.closest('tr')?.querySelector('[data-testid=cell-id]')?.textContent ?? active.tagName);
  });

// ---- translators ---------------------------------------------------------------------------------------------------------

test('the page asks translators to leave it alone', async (t) => {
  const page = await newPage(t, {});
  const [translate, meta] = await page.evaluate(() => [document.documentElement.translate, document.querySelector('meta[name=google]')?.content]);
  assert.deepEqual([translate, meta], [false, 'notranslate']);
});

/** Puts an element with the same text in the place of every text, as translators do. */
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
    // What counts and names the selection stands outside of the rows: there, what translators do is undone.
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

/** A key as it comes while an input method composes: by `isComposing`, or, as Safari tells it, by its code alone. */
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

// ---- identities ----------------------------------------------------------------------------------------------------------

test('an id in the list is one text in one box: copied and found whole', async (t) => {
  const { page, list } = await listOf(t, fleet(2));
  const copied = await list.ids.first().evaluate((element) => {
    getSelection().selectAllChildren(element);
    return getSelection().toString();
  });
  assert.equal(copied, id(1));
  const texts = await list.ids.first().evaluate((element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const all = [];
    while (walker.nextNode()) all.push(walker.currentNode.data);
    return all;
  });
  assert.deepEqual(texts, [id(1)]);
  await page.evaluate(() => getSelection().removeAllRanges());
});

const LONG = 'prod-payment-settlement-reconciliation-hangzhou-h-production';
for (const viewport of [{ width: 390, height: 844 }, { width: 1440, height: 900 }]) {
  test(`who goes and who stays can be told apart at ${viewport.width} px`, async (t) => {
    const named = (n) => `${LONG}-${String(n).padStart(3, '0')}`;
    const { page, list } = await listOf(t, [1, 2].map((n) => instance(n, { InstanceName: named(n), DeletionProtection: n === 2 })), { viewport });
    await list.selectAll.check();
    await list.act(labels.release).click();
    const release = new ReleaseDialog(page, labels);
    const { dialog } = release;
    await dialog.waitFor();
    for (const [name, n] of [['released', 1], ['skipped', 2]]) {
      const row = release.list(name).filter({ hasText: id(n) });
      // The id is whole in its line, and the end of the name is to be seen.
      const [idBox, view] = await Promise.all([row.getByText(id(n), { exact: true }).boundingBox(), dialog.boundingBox()]);
      assert.ok(idBox.x >= view.x && idBox.x + idBox.width <= view.x + view.width && idBox.height < 30, `${name}: ${JSON.stringify(idBox)}`);
      const shown = await row.getByText(named(n), { exact: true }).evaluate((text) => {
        const box = text.parentElement;
        const isCut = text.getBoundingClientRect().height > box.getBoundingClientRect().height + 1;
        return { isCut, end: getComputedStyle(box, '::after').content };
      });
      assert.ok(!shown.isCut || /-00|attr/.test(shown.end), JSON.stringify(shown));
    }
  });
}

// ---- the moment that was typed ----------------------------------------------------------------------------------------------

for (const [timezone, typed, offset] of [
  ['Europe/Berlin', '2027-07-01T08:00', 'UTC+2'],
  ['Europe/Berlin', '2027-01-15T08:00', 'UTC+1'],
  ['America/New_York', '2027-07-01T08:00', 'UTC-4'],
  ['Australia/Lord_Howe', '2027-07-01T08:00', 'UTC+10:30'],
  ['Australia/Lord_Howe', '2027-01-15T08:00', 'UTC+11'],
]) {
  test(`the offset beside a time is that of the typed moment: ${timezone}, ${typed}`, async (t) => {
    const { page, list } = await listOf(t, fleet(1), { timezone });
    await list.tick('node-1').check();
    await list.act(labels.release).click();
    const release = new ReleaseDialog(page, labels);
    await release.mode(labels.scheduled).check();
    await page.locator('#release-time').fill(typed);
    await release.dialog.getByLabel(`Release time (${timezone}, ${offset})`).waitFor();
  });
}

// ---- fields --------------------------------------------------------------------------------------------------------------

for (const language of ['en', 'zh-CN']) {
  test(`${language}: what is wrong with a name is told by character and place`, async (t) => {
    const page = await newPage(t, { hash: '#/instances/create?step=3', language });
    const wizard = new WizardPage(page, TEXTS[language]);
    await wizard.at(3);
    const told = (place, found) => TEXTS[language].wrong_character.replace('{place}', place).replace('{found}', found);
    for (const [field, typed, place, found] of [
      ['name', 'web server', 4, TEXTS[language].wrong_space],
      ['name', 'prod/web', 5, '“/”'],
      ['name', '测试（一）', 3, '“（”'],
      ['host-name', 'web_1', 4, '“_”'],
      ['host-name', 'web--1', 5, '“-”'],
    ]) {
      await wizard.field(field).fill(typed);
      await wizard.field(field).blur();
      await page.locator(`#wizard-${field}-error`).getByText(told(place, found)).waitFor();
      await wizard.field(field).fill('');
    }
  });
}

test('the wheel changes no number', async (t) => {
  const page = await newPage(t, { hash: '#/instances/create' });
  const wizard = new WizardPage(page, TEXTS.en);
  await wizard.at(1);
  for (const field of ['quantity', 'system-disk']) {
    const number = wizard.field(field);
    await number.fill('50');
    await number.hover();
    await number.focus();
    for (let n = 0; n < 3; n += 1) await page.mouse.wheel(0, 120);
    // What the wheel was to do is done by then.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    assert.equal(await number.inputValue(), '50');
    await number.press('ArrowUp');
    assert.equal(await number.inputValue(), '51');
  }
});

test('a link to the wizard takes its region, and begins a new order where the result of one is shown', async (t) => {
  const page = await newPage(t, { hash: '#/instances/create?region=cn-beijing' });
  const wizard = new WizardPage(page, TEXTS.en);
  await wizard.at(1);
  assert.equal(await page.locator('.notice').filter({ hasText: 'region' }).count(), 0);
  await page.getByTestId('region').filter({ hasText: 'Beijing' }).waitFor();
  await wizard.goTo(5);
  await wizard.agreeAndCreate();
  assert.equal((await live(page, 'cn-beijing')).size, 1);
  await page.evaluate(() => (location.hash = '#/instances/create?region=cn-shanghai'));
  await wizard.created.waitFor({ state: 'detached' });
  await wizard.at(1);
  await wizard.goTo(5);
  await wizard.agreeAndCreate();
  assert.equal((await live(page, 'cn-shanghai')).size, 1);
  // The address is that of the wizard now: a link to it begins a new order all the same.
  await page.evaluate(() => {
    const link = Object.assign(document.createElement('a'), { href: location.hash, textContent: 'again' });
    document.querySelector('main').append(link);
    link.click();
    link.remove();
  });
  await wizard.created.waitFor({ state: 'detached' });
  await wizard.at(1);
});

// ---- menus ---------------------------------------------------------------------------------------------------------------

const apart = (one, other) => one.x + one.width <= other.x + 6 || other.x + other.width <= one.x + 6 || one.y + one.height <= other.y + 6 || other.y + other.height <= one.y + 6;

for (const viewport of [{ width: 1280, height: 800 }, { width: 1024, height: 600 }, { width: 390, height: 844 }]) {
  test(`a submenu opens beside its menu and not under the pointer, at ${viewport.width} px`, async (t) => {
    const { page, list } = await listOf(t, fleet(2, () => ({ Status: 'Stopped' })), { viewport });
    for (const group of [labels.instanceStatus, labels.instanceSettings]) {
      await list.row('node-1').getByRole('button', { name: labels.more, exact: true }).click();
      const item = page.getByRole('menuitem', { name: group });
      await item.click();
      const [menu, submenu] = [page.getByRole('menu').first(), page.getByRole('menu', { name: group })];
      await submenu.waitFor();
      const boxes = await Promise.all([menu.boundingBox(), submenu.boundingBox(), item.boundingBox()]);
      // Where there is no room beside the menu, the item that opened it stays in view.
      assert.ok(apart(boxes[1], viewport.width > 600 ? boxes[0] : boxes[2]), JSON.stringify(boxes));
      assert.ok(boxes.slice(0, 2).every((box) => box.x >= 0 && box.x + box.width <= viewport.width && box.y >= 0 && box.y + box.height <= viewport.height), JSON.stringify(boxes));
      assert.equal(await submenu.evaluate((element) => element.matches(':hover')), false);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.getByRole('menu').first().waitFor({ state: 'detached' });
    }
    assert.equal(await focused(page), id(1));
  });
}
