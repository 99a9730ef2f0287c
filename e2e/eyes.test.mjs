// The visual side of a page: names that can be told apart, the time as it was typed, errors of a field, menus beside their buttons.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { id, instance, live, load } from './fleet.mjs';
import { site } from './harness.mjs';
import { LABELS } from './labels.mjs';
import { ReleaseDialog } from './pages/dialogs.mjs';
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
  await list.ids.first().waitFor();
  return { page, list };
}

// ---- identities ----------------------------------------------------------------------------------------------------------

test('an id in the list is one text in one box: copied and found whole', async (t) => {
  const { page, list } = await listOf(t, fleet(2));
  const copied = await list.ids.first().evaluate((element) => {
    getSelection().selectAllChildren(element);
    return getSelection().toString();
  });
  // WebKit ends the text of a whole element with a line break, which a field drops.
  assert.equal(copied.trimEnd(), id(1));
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
    for (const n of [1, 2]) await list.tick(n).check();
    await list.act(labels.release).click();
    const release = new ReleaseDialog(page, labels);
    const { dialog } = release;
    await dialog.waitFor();
    for (const [name, n] of [['released', 1], ['skipped', 2]]) {
      const row = release.list(name).filter({ hasText: id(n) });
      // The id is visible in one line, and so is the end of the name.
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
    // By then the browser has handled the wheel events.
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
  // The address is now that of the wizard; a link to it must still begin a new order.
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
      // If there is no room beside the menu, the item that opened the submenu stays visible.
      assert.ok(apart(boxes[1], viewport.width > 600 ? boxes[0] : boxes[2]), JSON.stringify(boxes));
      assert.ok(boxes.slice(0, 2).every((box) => box.x >= 0 && box.x + box.width <= viewport.width && box.y >= 0 && box.y + box.height <= viewport.height), JSON.stringify(boxes));
      assert.equal(await submenu.evaluate((element) => element.matches(':hover')), false);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.getByRole('menu').first().waitFor({ state: 'detached' });
    }
    assert.equal(await list.row('node-1').getByRole('button', { name: labels.more, exact: true }).evaluate((button) => button === document.activeElement), true);
  });
}
