// One person, no mouse: creates a protected instance, changes protection, fails to release it, unprotects, releases, reads why.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { site } from './harness.mjs';
import { LABELS, LANGUAGES } from './labels.mjs';
import { live } from './fleet.mjs';

const { newPage } = site();

/** Presses Tab (or Shift+Tab) until the focus is on the element `locator`; fails after a whole round of the page. */
async function tabTo(page, locator, key = 'Tab') {
  for (let presses = 0; presses < 250; presses++) {
    if (await locator.evaluateAll((all) => all.some((element) => element === document.activeElement || element.contains(document.activeElement) && element.matches('label')))) return;
    await page.keyboard.press(key);
  }
  assert.fail(`the focus never came to ${locator}`);
}

/** Waits until the page or step with this name is shown and its heading has the focus, where keyboard use continues. */
async function arriveAt(page, name) {
  const heading = page.getByRole('main').getByRole('heading', { name }).first();
  await heading.waitFor();
  await page.waitForFunction((element) => element === document.activeElement, await heading.elementHandle());
}

for (const language of LANGUAGES) {
  const labels = LABELS[language];

  test(`${language}: the whole story by keyboard alone`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await tabTo(page, page.getByRole('main').getByRole('link', { name: labels.create }).first());
    await page.keyboard.press('Enter');
    for (const step of [labels.network, labels.system]) {
      await tabTo(page, page.getByRole('button', { name: labels.nextTo(step) }));
      await page.keyboard.press('Enter');
      await arriveAt(page, step);
    }
    await tabTo(page, page.getByRole('checkbox', { name: labels.protectBox }));
    await page.keyboard.press('Space');
    for (const step of [labels.grouping, labels.confirm]) {
      await tabTo(page, page.getByRole('button', { name: labels.nextTo(step) }));
      await page.keyboard.press('Enter');
      await arriveAt(page, step);
    }
    await tabTo(page, page.getByTestId('terms'));
    await page.keyboard.press('Space');
    await tabTo(page, page.getByRole('button', { name: labels.create }));
    await page.keyboard.press('Enter');
    await page.getByTestId('created').waitFor();
    await page.evaluate(() => window.latch.clock.advance(60));
    const [created] = [...(await live(page)).values()];
    assert.equal(created.DeletionProtection, true);

    // To the list, by the navigation.
    await tabTo(page, page.getByRole('navigation').getByRole('link', { name: labels.instances, exact: true }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    const more = page.getByRole('row').filter({ hasText: created.InstanceId }).getByRole('button', { name: labels.more });
    await more.waitFor();
    // The table is one stop: Tab comes to it, arrows go on from there.
    const within = (selector) => page.evaluate((selector) => document.activeElement.closest(selector) !== null, selector);
    const openMore = async (...entries) => {
      for (let presses = 0; presses < 250 && !(await within('table')); presses++) await page.keyboard.press('Tab');
      if (await within('thead')) await page.keyboard.press('ArrowDown');
      for (let presses = 0; presses < 20 && !(await more.evaluate((element) => element === document.activeElement)); presses++) {
        await page.keyboard.press('ArrowRight');
      }
      await page.keyboard.press('Enter');
      for (const [index, entry] of entries.entries()) {
        const item = page.getByRole('menuitem', { name: entry });
        for (let presses = 0; presses < 30 && !(await item.evaluate((element) => element === document.activeElement)); presses++) {
          await page.keyboard.press('ArrowDown');
        }
        await page.keyboard.press(index < entries.length - 1 ? 'ArrowRight' : 'Enter');
      }
    };

    // Protected: the dialog offers nothing that releases, Enter closes it, the focus is back on More.
    await openMore(labels.instanceStatus, labels.release);
    await page.getByTestId('release-all-protected').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('release-dialog').waitFor({ state: 'detached' });
    assert.ok(await more.evaluate((element) => element === document.activeElement), 'the focus came back to More');
    assert.equal((await live(page)).size, 1);

    await openMore(labels.instanceSettings, labels.changeProtection);
    await tabTo(page, page.getByRole('switch', { name: labels.protectionSwitch }));
    await page.keyboard.press('Space');
    await tabTo(page, page.getByTestId('protection-ok'));
    await page.keyboard.press('Enter');
    await page.getByTestId('protection-dialog').waitFor({ state: 'detached' });

    await openMore(labels.instanceStatus, labels.release);
    await tabTo(page, page.getByTestId('release-next'));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByTestId('release-confirm'));
    await page.keyboard.press('Enter');
    await page.getByTestId('release-dialog').waitFor({ state: 'detached' });
    assert.equal((await live(page)).size, 0);
    // The row is gone: the focus is on a useful element, not lost on the body.
    assert.notEqual(await page.evaluate(() => document.activeElement?.tagName), 'BODY');
  });
}
