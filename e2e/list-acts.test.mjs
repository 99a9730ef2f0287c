// Acts from the list: selecting, acting on one or many, the regions, a narrow window.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { call, id, live, load, simulate } from './fleet.mjs';
import { site } from './harness.mjs';
import { LABELS, LANGUAGES } from './labels.mjs';
import { ListPage, MIXED, OWN } from './pages/list.mjs';

const { url, newPage } = site();

for (const language of LANGUAGES) {
  const labels = LABELS[language];
  const own = OWN[language];

  async function open(t, instances, options = {}) {
    const page = await newPage(t, { language, hash: '#/instances', ...options });
    if (instances) await load(page, instances);
    return [page, new ListPage(page, labels)];
  }

  test(`${language}: the selection survives search and sort; the header takes every match; hidden ones are counted`, async (t) => {
    const [page, list] = await open(t, MIXED);
    await list.tick(5).check();
    await list.type('web');
    await list.untilCounts({ selected: 1, shown: 2 });
    await list.bar.getByText(own.hidden).waitFor();
    await list.selectAll.click();
    await list.untilCounts({ selected: 3 });
    await list.tick(1).uncheck();
    assert.equal(await list.selectAll.evaluate((box) => box.indeterminate), true);
    await list.sort(own.name).click();
    assert.equal(await list.tick(2).isChecked(), true);
    await page.keyboard.press('Escape');
    await list.type('');
    await list.untilCounts({ selected: 2, shown: 5 });
    assert.equal(await list.tick(5).isChecked(), true);
  });

  test(`${language}: Shift takes a range`, async (t) => {
    const [, list] = await open(t, MIXED);
    await list.tick(2).click();
    await list.tick(4).click({ modifiers: ['Shift'] });
    await list.untilCounts({ selected: 3 });
    await list.tick(1).click({ modifiers: ['Shift'] });
    await list.untilCounts({ selected: 4 });
  });

  test(`${language}: a change of region clears the selection and says so; an empty region names the others`, async (t) => {
    const [page, list] = await open(t, MIXED);
    await list.tick(1).check();
    await page.goto(url('#/instances?region=cn-beijing'));
    await list.untilCounts({ selected: 0, total: 1 });
    await page.locator('[data-live=polite]').first().getByText(own.cleared).waitFor({ state: 'attached' });
    await page.goto(url('#/instances?region=us-west-1'));
    await page.getByTestId('empty-region').waitFor();
    await page.getByRole('link', { name: own.beijing }).click();
    await list.untilCounts({ total: 1 });
  });

  test(`${language}: More has the documented tree; what does not apply is reachable and says why`, async (t) => {
    const [page, list] = await open(t, MIXED);
    await list.openMore(2, labels.instanceStatus);
    const state = async (item) => [await item.getAttribute('aria-disabled'), (await item.getAttribute('aria-describedby')) !== null];
    assert.deepEqual(await state(list.item(labels.start)), ['true', true]);
    for (const able of [labels.stop, labels.restart]) assert.deepEqual(await state(list.item(able)), [null, false], able);
    // Release stays enabled on a protected instance: its dialog explains.
    assert.deepEqual(await state(list.item(labels.release)), [null, false]);
    await assertAccessible(page, `More of a row, ${language}`);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await list.openMore(3, labels.instanceSettings);
    assert.deepEqual(await state(list.item(labels.changeProtection)), ['true', true]);
    await list.item(labels.changeProtection).focus();
    assert.ok(await list.item(labels.changeProtection).evaluate((item) => item === document.activeElement));
    await page.keyboard.press('Enter');
    assert.equal(await page.getByTestId('protection-dialog').count(), 0);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await simulate(page, 'SecurityViolation', { InstanceId: id(1), Effect: 'lock' });
    await list.openMore(1, labels.instanceSettings);
    assert.deepEqual(await state(list.item(labels.changeProtection)), ['true', true]);
  });

  test(`${language}: one instance stops and starts from its row`, async (t) => {
    const [page, list] = await open(t, MIXED);
    await list.openMore(1, labels.instanceStatus);
    await list.item(labels.stop).click();
    await list.notices.filter({ hasText: 'web-b' }).first().waitFor();
    await page.evaluate(() => window.latch.clock.advance(60));
    await list.row(1).getByText(labels.stopped).waitFor();
    assert.equal((await live(page)).get(id(1)).Status, 'Stopped');
  });

  test(`${language}: a batch does what it can, tells by name what it could not, and keeps that selected`, async (t) => {
    const [page, list] = await open(t, MIXED);
    assert.equal(await list.act(labels.start).getAttribute('aria-disabled'), 'true');
    await list.tick(1).check();
    await list.tick(5).check();
    await list.act(labels.start).click();
    const notice = list.notices.filter({ hasText: own.startPart });
    await notice.getByText('old-e').waitFor();
    await notice.getByText('web-b').waitFor();
    await list.untilCounts({ selected: 1 });
    assert.equal(await list.tick(1).isChecked(), true);
    assert.equal((await live(page)).get(id(5)).Status, 'Starting');
  });

  test(`${language}: the menu of a row closes when another instance has come to its place`, async (t) => {
    const [page, list] = await open(t, MIXED);
    await list.row(1).getByRole('button', { name: labels.more, exact: true }).click();
    await page.getByRole('menu').waitFor();
    await call(page, 'ModifyInstanceAttribute', { InstanceId: id(2), InstanceName: 'web-z' });
    await list.row(2).getByText('web-z').waitFor();
    assert.equal(await page.getByRole('menu').isVisible(), true, 'what happens to another instance leaves it open');
    await call(page, 'DeleteInstance', { InstanceId: id(1), Force: true });
    await page.getByRole('menu').waitFor({ state: 'hidden' });
  });

  test(`${language}: batch actions open the dialogs for the whole selection`, async (t) => {
    const [page, list] = await open(t, MIXED);
    await list.selectAll.click();
    await list.act(labels.more).click();
    await page.getByRole('menuitem', { name: labels.instanceSettings }).click();
    await list.item(labels.changeProtection).click();
    await page.getByTestId('protection-dialog').waitFor();
    await page.keyboard.press('Escape');
    await list.act(labels.release).click();
    await page.getByTestId('release-dialog').waitFor();
  });

  test(`${language}: at 390 pixels the table scrolls in its frame and the names stay in view`, async (t) => {
    const [page, list] = await open(t, MIXED, { viewport: { width: 390, height: 844 } });
    await list.scroller.evaluate((scroller) => (scroller.scrollLeft = 400));
    assert.equal(await page.getByRole('main').evaluate((main) => main.scrollWidth <= main.clientWidth), true);
    const header = await page.getByRole('rowheader').first().boundingBox();
    assert.ok(header.x >= 0 && header.x + header.width <= 390);
    await list.tick(1).check();
    await list.act(labels.release).click();
    await page.getByTestId('release-dialog').waitFor();
  });
}
