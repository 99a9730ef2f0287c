// The meter of the browser's storage: it shows how much is used and left, follows changes, and warns in time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { instance, load } from './fleet.mjs';
import { ENGINE, site } from './harness.mjs';
import { LANGUAGES } from './labels.mjs';
import { assertWholeTexts } from './texts.mjs';

const { newPage } = site();
const QUOTA = ENGINE === 'webkit' ? 2_621_440 : 5_242_880;
const NAME = { en: 'Browser storage', 'zh-CN': '浏览器存储空间' };

/** Fills a share of the room as another page of the site would, and makes a change, so that the meter is updated. */
async function take(page, share, name) {
  await page.evaluate((units) => localStorage.setItem('other', 'x'.repeat(units)), Math.round(QUOTA * share));
  await load(page, [instance(1, { InstanceName: name })]);
}

for (const language of LANGUAGES) {
  test(`${language}: the meter follows what is kept, and warns from 80 and from 90 per cent on`, async (t) => {
    const page = await newPage(t, { language, hash: '#/simulation?tab=share' });
    const meter = page.getByRole('meter', { name: NAME[language] });
    const shows = (percent) => page.waitForFunction((text) => document.querySelector('meter')?.getAttribute('aria-valuetext').includes(text), `${percent}%`);
    await load(page, Array.from({ length: 600 }, (_, n) => instance(n)));
    await meter.waitFor();
    await page.waitForFunction((quota) => {
      const used = Object.entries(localStorage).reduce((sum, [key, text]) => sum + key.length + text.length, 0);
      return used > 600 && Math.round(Number(document.querySelector('meter').getAttribute('value')) * quota) === used;
    }, QUOTA);
    await page.getByTestId('share-left').waitFor();
    assert.equal(await page.getByTestId('share-room').count(), 0);
    await take(page, 0.82, 'crowded');
    await shows(83);
    await page.getByTestId('share-room').waitFor();
    await assertAccessible(page);
    await take(page, 0.93, 'short');
    await shows(94);
    assert.equal(await page.getByTestId('share-left').count(), 0);
    await assertWholeTexts(page);
  });
}

for (const language of LANGUAGES) {
  test(`${language}: a page that is opened when little room is left says so before anything is done`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances?region=cn-hangzhou' });
    const short = page.locator('.notices').getByText(language === 'en' ? /9\d% of the browser's storage/ : /浏览器.*9\d%|9\d%.*浏览器/);
    await load(page, [instance(1)]);
    await page.evaluate((units) => localStorage.setItem('other', 'x'.repeat(units)), Math.round(QUOTA * 0.93));
    assert.equal(await short.count(), 0);
    await page.reload();
    await short.waitFor();
  });
}
