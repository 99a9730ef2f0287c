// The filter of the list: chips, conditions and groups built by hand or by an address, and filters that are saved.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { call, id, load } from './fleet.mjs';
import { site } from './harness.mjs';
import { LABELS, LANGUAGES } from './labels.mjs';
import { ListPage, MIXED, OWN } from './pages/list.mjs';

const { url, newPage } = site();
const WORDS = {
  'zh-CN': {
    open: '筛选', unprotected: /未开启保护/, gaps: /有风险项/, clear: '清除筛选', add: '添加条件', addGroup: '添加条件组', property: '属性', op: '比较方式', value: '值',
    any: '任一条件', has: '包含', apply: '应用', needValue: '请输入值。', remove: /^移除筛选条件：/, removeLine: '移除该条件', saved: '已保存的筛选', name: '名称', save: '另存为', update: '保存更改',
    rename: '重命名', makeDefault: '设为默认', delete: /^删除/, changed: '保存后有更改。', noMatch: '没有符合筛选条件的实例', status: '状态', stopped: '已停止',
  },
  en: {
    open: 'Filter', unprotected: /Unprotected/, gaps: /Protected with gaps/, clear: 'Clear filters', add: 'Add condition', addGroup: 'Add group', property: 'Property',
    op: 'Comparison', value: 'Value', any: 'any of these', has: 'contains', apply: 'Apply', needValue: 'Enter a value.', remove: /^Remove filter: /,
    removeLine: 'Remove this condition', saved: 'Saved filters', name: 'Name', save: 'Save as new', update: 'Save changes', rename: 'Rename', makeDefault: 'Make default',
    delete: /^Delete/, changed: 'Changed since it was saved.', noMatch: 'matches the filter', status: 'Status', stopped: 'Stopped',
  },
};

for (const language of LANGUAGES) {
  const labels = LABELS[language];
  const own = OWN[language];
  const words = WORDS[language];

  async function open(t, hash = '#/instances', options = {}) {
    const page = await newPage(t, { language, hash: '#/instances', ...options });
    await load(page, MIXED);
    const list = new ListPage(page, labels);
    await list.untilCounts({ total: 5 });
    if (hash !== '#/instances') await page.goto(url(hash));
    const bar = page.getByTestId('filter-bar');
    return [page, list, bar];
  }

  async function builder(page, bar) {
    await bar.getByRole('button', { name: words.open, exact: true }).click();
    const dialog = page.getByRole('dialog', { name: words.open });
    const line = (n) => {
      const one = dialog.getByRole('combobox', { name: words.property }).nth(n);
      const within = dialog.locator('.builder__line').nth(n);
      return {
        property: (label) => one.selectOption({ label }),
        op: (label) => within.getByRole('combobox', { name: words.op }).selectOption({ label }),
        choose: (label) => within.getByRole('combobox', { name: words.value }).selectOption({ label }),
        type: (text) => within.getByLabel(words.value).fill(text),
        remove: () => within.getByRole('button', { name: words.removeLine }).click(),
      };
    };
    return { dialog, line, apply: () => dialog.getByRole('button', { name: words.apply }).click() };
  }

  test(`${language}: a chip filters in one click, says how many it finds, and follows what changes`, async (t) => {
    const [page, list, bar] = await open(t);
    const chip = bar.getByRole('button', { name: words.unprotected });
    await chip.filter({ hasText: '2' }).click();
    await list.untilCounts({ shown: 2, total: 5 });
    assert.deepEqual(await list.names(), ['web-b', 'old-e']);
    assert.equal(await chip.getAttribute('aria-pressed'), 'true');
    await page.waitForURL((address) => decodeURIComponent(address.hash).includes('filter=protection=off'));
    await assertAccessible(page, `filtered list, ${language}`);
    await call(page, 'ModifyInstanceAttribute', { InstanceId: id(1), DeletionProtection: true });
    await list.untilCounts({ shown: 1 });
    await chip.filter({ hasText: '1' }).click();
    await list.untilCounts({ shown: 5 });
  });

  test(`${language}: conditions are built with property, comparison and value, and each is removed for itself`, async (t) => {
    const [page, list, bar] = await open(t);
    const { dialog, line, apply } = await builder(page, bar);
    await assertAccessible(page, `filter dialog, ${language}`);
    await line(0).property(own.name);
    await line(0).op(words.has);
    await apply();
    await dialog.getByText(words.needValue).waitFor();
    await line(0).type('e');
    await dialog.getByRole('button', { name: words.add, exact: true }).click();
    await line(1).property(words.status);
    await line(1).choose(words.stopped);
    await dialog.getByRole('status').filter({ hasText: '1' }).waitFor();
    await apply();
    await dialog.waitFor({ state: 'detached' });
    assert.deepEqual(await list.names(), ['old-e']);
    await bar.getByRole('button', { name: words.remove }).nth(1).click();
    await list.untilCounts({ shown: 3 });
    await bar.getByRole('button', { name: words.clear }).click();
    await list.untilCounts({ shown: 5 });
  });

  test(`${language}: a group is joined the other way, and the address opens the same filter elsewhere`, async (t) => {
    const [page, list, bar] = await open(t);
    const { dialog, line, apply } = await builder(page, bar);
    await dialog.getByRole('button', { name: words.addGroup }).click();
    for (const [n, text] of [[1, 'web'], [2, 'old']]) {
      await line(n).property(own.name);
      await line(n).type(text);
    }
    await line(0).choose(labels.off);
    await apply();
    assert.deepEqual(await list.names(), ['web-b', 'old-e']);
    const hash = '#/instances?region=cn-hangzhou&filter=protection%3Doff%3B%28name~web%7Cname~old%29';
    await page.waitForURL((address) => address.hash === hash);
    const other = await newPage(t, { language, hash });
    await load(other, MIXED);
    await new ListPage(other, labels).untilCounts({ shown: 2, total: 5 });
  });

  test(`${language}: search and filter work together; what finds nothing says so and is cleared in one click`, async (t) => {
    const [page, list] = await open(t, '#/instances?filter=protection=off');
    await list.untilCounts({ shown: 2 });
    await list.type('web');
    await list.untilCounts({ shown: 1 });
    await list.type('spot');
    const blank = page.getByTestId('no-match');
    await blank.getByText(words.noMatch).waitFor();
    await blank.getByRole('button', { name: own.clearSearch }).click();
    await list.untilCounts({ shown: 5 });
  });

  test(`${language}: a part of an address that is no condition is left out and named, the rest holds`, async (t) => {
    const [page, list] = await open(t, '#/instances?filter=protection=off;colour=red');
    await list.untilCounts({ shown: 2 });
    await list.notices.filter({ hasText: 'filter (colour=red)' }).waitFor();
    await page.waitForURL((address) => !address.hash.includes('colour'));
  });

  test(`${language}: a filter is saved, changed, renamed, made the default and deleted, and is there after a reload`, async (t) => {
    const [page, list, bar] = await open(t, '#/instances?filter=protection=off');
    await list.untilCounts({ shown: 2 });
    let { dialog, line, apply } = await builder(page, bar);
    const saved = () => dialog.getByRole('combobox', { name: words.saved });
    const name = () => dialog.getByRole('textbox', { name: words.name, exact: true });
    await name().fill('mine');
    await dialog.getByRole('button', { name: words.save }).click();
    await line(0).choose(labels.on);
    await dialog.getByText(words.changed).waitFor();
    await dialog.getByRole('button', { name: words.update }).click();
    await name().fill('ours');
    await dialog.getByRole('button', { name: words.rename }).click();
    await dialog.getByRole('button', { name: words.makeDefault }).click();
    await dialog.getByRole('button', { name: labels.cancel, exact: true }).click();
    await page.goto(url('#/policy'));
    await bar.waitFor({ state: 'detached' });
    await page.goto(url('#/instances'));
    await list.untilCounts({ shown: 1, total: 5 });
    await page.reload();
    await list.untilCounts({ shown: 1, total: 5 });
    ({ dialog, line, apply } = await builder(page, bar));
    assert.equal(await saved().inputValue(), 'ours');
    await dialog.getByRole('button', { name: words.delete }).click();
    await dialog.getByRole('button', { name: labels.cancel, exact: true }).click();
    await bar.getByRole('button', { name: words.clear }).click();
    await page.waitForURL((address) => !address.hash.includes('filter'));
    await page.reload();
    await list.untilCounts({ shown: 5 });
  });
}
