// What the list shows: columns, search, sort, address, its empty states.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { id, load } from './fleet.mjs';
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

  test(`${language}: a first visit offers sample data in one click, kept over a reload`, async (t) => {
    const [page, list] = await open(t);
    await page.getByRole('link', { name: own.emptyAccount }).waitFor();
    await assertAccessible(page, `first visit, ${language}`);
    await page.getByRole('button', { name: own.loadSample }).click();
    await list.untilCounts({ selected: 0, shown: 24, total: 24 });
    await page.reload();
    await list.untilCounts({ total: 24 });
    await page.goto(url('#/instances?region=eu-central-1'));
    await list.untilCounts({ total: 3 });
  });

  test(`${language}: an empty account can be the beginning`, async (t) => {
    const [page] = await open(t);
    await page.getByRole('link', { name: own.emptyAccount }).click();
    await page.waitForURL(/#\/instances\/create/);
  });

  test(`${language}: the documented columns, in their order, and what stands in them`, async (t) => {
    const [page, list] = await open(t, MIXED);
    assert.deepEqual((await page.getByRole('columnheader').allInnerTexts()).slice(1).map((text) => text.replace(/\s*\n\s*/g, '').trim()), own.columns);
    await page.getByRole('rowheader').filter({ hasText: id(2) }).getByText('web-a').waitFor();
    assert.equal(await list.row(2).getByTestId('cell-id').textContent(), id(2));
    assert.equal(await list.row(2).getByTestId('cell-protection').textContent(), labels.on);
    assert.equal(await list.row(1).getByTestId('cell-protection').textContent(), labels.off);
    assert.match(await list.row(3).textContent(), /16 vCPU 128 GiB/);
    for (const text of ['198.18.7.7', labels.running, labels.payAsYouGo]) await list.row(2).getByText(text).waitFor();
    assert.equal(await list.table.getAttribute('aria-rowcount'), '6');
    await assertAccessible(page, `list, ${language}`);
  });

  test(`${language}: every keystroke searches id, name, zone, status, IP, billing and tags`, async (t) => {
    const [page, list] = await open(t, MIXED);
    for (const [text, count] of [
      [id(3).toUpperCase(), 1], ['web-', 2], ['hangzhou-g', 1], ['Stopped', 1], [own.stoppedLabel, 1], ['198.18.7', 1], ['172.16.0.', 2],
      ['PrePaid', 1], [own.preemptible, 1], ['env=prod', 1], ['ENV=', 2], ['  web-a ', 1],
    ]) {
      await list.type(text);
      assert.equal((await list.counts()).shown, count, text);
    }
    await list.type('web');
    assert.deepEqual(await list.names(), ['web-b', 'web-a']);
    await page.keyboard.press('-');
    await page.keyboard.press('a');
    assert.deepEqual(await list.names(), ['web-a']);
    await page.keyboard.press('Escape');
    await list.untilCounts({ shown: 5, total: 5 });
  });

  test(`${language}: a search without a match says so and is cleared in one click`, async (t) => {
    const [page, list] = await open(t, MIXED);
    await list.type('nothing-like-this');
    const blank = page.getByTestId('no-match');
    await blank.getByText('nothing-like-this').waitFor();
    assert.equal((await list.counts()).shown, 0);
    await blank.getByRole('button', { name: own.clearSearch }).click();
    await list.untilCounts({ shown: 5 });
  });

  test(`${language}: every column with an order sorts both ways, id and name apart`, async (t) => {
    const [, list] = await open(t, MIXED);
    assert.deepEqual(await list.names(), ['web-b', 'web-a', 'db-c', 'spot-d', 'old-e']);
    await list.sort(own.name).click();
    assert.deepEqual(await list.names(), ['db-c', 'old-e', 'spot-d', 'web-a', 'web-b']);
    await list.sort(own.name).click();
    assert.deepEqual(await list.names(), ['web-b', 'web-a', 'spot-d', 'old-e', 'db-c']);
    assert.equal(await list.header(own.columns[0]).getAttribute('aria-sort'), 'descending');
    await list.sort(own.id).click();
    assert.deepEqual(await list.names(), ['web-b', 'web-a', 'db-c', 'spot-d', 'old-e']);
    const first = { [own.sorted[0]]: 'web-a', [own.sorted[1]]: 'spot-d', [own.sorted[3]]: 'web-b', [own.sorted[5]]: 'web-a', [own.sorted[6]]: 'old-e' };
    for (const column of own.sorted) {
      await list.sort(column).click();
      assert.equal(await list.header(column).getAttribute('aria-sort'), 'ascending', column);
      if (first[column]) assert.equal((await list.names())[0], first[column], column);
      await list.sort(column).click();
      assert.equal(await list.header(column).getAttribute('aria-sort'), 'descending', column);
    }
  });

  test(`${language}: region, search and sort are in the address at rest, kept over reload and Back`, async (t) => {
    const [page, list] = await open(t, MIXED);
    await list.type('web');
    await list.sort(own.name).click();
    await page.waitForURL((address) => address.hash === '#/instances?region=cn-hangzhou&q=web&sort=name');
    await page.reload();
    await list.untilCounts({ shown: 2 });
    assert.deepEqual(await list.names(), ['web-a', 'web-b']);
    await list.row('web-b').getByRole('link', { name: labels.manage }).click();
    await page.getByRole('heading', { level: 1 }).filter({ hasNotText: labels.list }).waitFor();
    await page.goBack();
    await list.untilCounts({ shown: 2 });
    assert.equal(await list.search.inputValue(), 'web');
    await page.getByRole('navigation').getByRole('link', { name: labels.instances, exact: true }).first().click();
    await list.untilCounts({ shown: 5 });
    assert.equal(await list.search.inputValue(), '');
  });

  test(`${language}: invalid parts of an address are left out with a notice`, async (t) => {
    const [page, list] = await open(t, MIXED);
    await page.goto(url('#/instances?region=mars-north-1&sort=colour&q=web'));
    await list.untilCounts({ shown: 2, total: 5 });
    await list.notices.filter({ hasText: 'region' }).or(list.notices.filter({ hasText: 'sort' })).first().waitFor();
    await page.waitForURL((address) => address.hash === '#/instances?region=cn-hangzhou&q=web');
  });
}
