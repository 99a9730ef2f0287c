// The list with many instances, and the focus in it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { id, instance, load } from './fleet.mjs';
import { site } from './harness.mjs';
import { LABELS } from './labels.mjs';
import { ListPage, MIXED } from './pages/list.mjs';

const { newPage } = site();

test('the slash focuses the search, but not while a person types', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await load(page, MIXED);
  const list = new ListPage(page, LABELS.en);
  await list.tick(1).focus();
  await page.keyboard.press('/');
  assert.ok(await list.search.evaluate((input) => input === document.activeElement));
  await page.keyboard.press('/');
  assert.equal(await list.search.inputValue(), '/');
});

test('the focus stays with its instance while the rows under it change', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await load(page, Array.from({ length: 300 }, (_, n) => instance(n)));
  const list = new ListPage(page, LABELS.en);
  const focusedRow = () => page.evaluate(() => document.activeElement.closest('tr')?.textContent ?? '');
  await list.row(12).getByRole('link', { name: LABELS.en.manage }).focus();
  await list.scroller.evaluate((scroller) => (scroller.scrollTop = 44 * 9));
  await page.waitForFunction((text) => document.activeElement.closest('tr')?.textContent.includes(text), id(12));
  await list.scroller.evaluate((scroller) => (scroller.scrollTop = 44 * 200));
  // When the focused row leaves the window, the scrolling element takes the focus, so that keys still scroll.
  await page.waitForFunction(() => document.activeElement.matches('[data-testid=scroller]'));
  assert.equal(await focusedRow(), '');
});

test('the arrow keys walk down a long list, row by row', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await load(page, Array.from({ length: 100 }, (_, n) => instance(n)));
  const list = new ListPage(page, LABELS.en);
  await list.tick(0).focus();
  const seen = new Set();
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction((row) => document.activeElement.closest('tr')?.ariaRowIndex === String(row), presses + 3);
    seen.add(await page.evaluate(() => document.activeElement.closest('tr')?.querySelector('[data-testid=cell-id]')?.textContent));
  }
  for (let n = 1; n <= 30; n++) assert.ok(seen.has(id(n)), `the focus came to row ${n}`);
});

test('rows beyond those that are seen follow a change of the content', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await load(page, Array.from({ length: 200 }, (_, n) => instance(n, { InstanceName: `${n % 2 ? 'odd' : 'even'}-${n}` })));
  const list = new ListPage(page, LABELS.en);
  const all = (word) =>
    page.waitForFunction((word) => {
      const rows = [...document.querySelectorAll('tr[data-ordinal]:not([hidden])')];
      const scroller = document.querySelector('[data-testid=scroller]').getBoundingClientRect();
      const isBeyond = rows.at(-1)?.getBoundingClientRect().top > scroller.bottom;
      return isBeyond && rows.every((row, index) => row.textContent.includes(word) && Number(row.ariaRowIndex) === Number(rows[0].ariaRowIndex) + index);
    }, word);
  await list.type('odd-');
  await all('odd-');
  await list.search.fill('even-');
  await all('even-');
});

for (const top of [0, 60]) {
  test(`scrolled to ${top} pixels, no row of before is painted where others have come`, async (t) => {
    const page = await newPage(t, { hash: '#/instances' });
    await load(page, Array.from({ length: 200 }, (_, n) => instance(n, { InstanceName: `${n % 2 ? 'odd' : 'even'}-${n}` })));
    const list = new ListPage(page, LABELS.en);
    await list.scroller.evaluate((scroller, top) => (scroller.scrollTop = top), top);
    await list.search.focus();
    const painted = await list.search.evaluate((input) => {
      const scroller = document.querySelector('[data-testid=scroller]');
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, 'odd-');
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      return new Promise((resolve) => {
        requestAnimationFrame(() => {
          const { top } = scroller.getBoundingClientRect();
          const bottom = top + scroller.clientHeight;
          const rows = [...scroller.querySelectorAll('tr[data-ordinal]:not([hidden])')];
          const seen = rows.filter((row) => row.getBoundingClientRect().bottom > top + 36 && row.getBoundingClientRect().top < bottom);
          resolve(seen.map((row) => `${row.ariaRowIndex} ${row.textContent.match(/(odd|even)-/)[0]}`));
        });
      });
    });
    assert.ok(painted.length > 5);
    assert.deepEqual(painted, painted.map((_, index) => `${index + 2} odd-`));
  });
}

test('ten thousand instances: all are counted, few are in the document, the last is reached', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  const many = Array.from({ length: 10_000 }, (_, n) => instance(n, { InstanceName: `node-${String(n).padStart(5, '0')}`, DeletionProtection: n % 2 === 1 }));
  await load(page, many);
  const list = new ListPage(page, LABELS.en);
  await list.untilCounts({ shown: 10_000, total: 10_000 });
  assert.equal(await list.table.getAttribute('aria-rowcount'), '10001');
  assert.ok((await page.locator('tbody tr').count()) < 60);
  await list.scroller.evaluate((scroller) => (scroller.scrollTop = scroller.scrollHeight));
  await list.row(9_999).waitFor();
  assert.equal(await list.row(9_999).getAttribute('aria-rowindex'), '10001');
  await list.type('node-00');
  await list.untilCounts({ shown: 1_000 });
  assert.equal((await list.names())[0], 'node-00000');
  await list.selectAll.click();
  await list.untilCounts({ selected: 1_000 });
  await list.bar.getByText('500 protected').waitFor();
});

for (const [width, hash] of [[1024, '#/instances'], [390, '#/forecast'], [1024, '#/forecast']]) {
  test(`at ${width} pixels the cells of ${hash} that stay in view hide what passes under them`, async (t) => {
    const page = await newPage(t, { hash, viewport: { width, height: 800 } });
    await load(page, MIXED);
    await page.locator('tbody th:visible').first().waitFor();
    const [pinned, clear] = await page.evaluate(() => {
      const pinned = [...document.querySelectorAll('tbody :is(td, th)')].filter((cell) => getComputedStyle(cell).position === 'sticky');
      return [pinned.length, pinned.filter((cell) => !/^rgb\(/.test(getComputedStyle(cell).backgroundColor)).length];
    });
    assert.ok(pinned > 0);
    assert.equal(clear, 0);
  });
}
