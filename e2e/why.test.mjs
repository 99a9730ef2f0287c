// The page that says why: for released, kept and untouched instances; the drawn story, its table, and what a rewind undid.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { advance, call, id, instance, load, simulate } from './fleet.mjs';
import { site } from './harness.mjs';
import { LANGUAGES } from './labels.mjs';
import { ReleasedPage } from './pages/records.mjs';
import { assertWholeTexts } from './texts.mjs';

const { newPage } = site();
const WORDS = {
  'zh-CN': {
    never: '没有释放它的尝试', nothingDue: '目前没有确定时间的释放', next: '如果不做任何操作', spared: '仍然存在', gone: '被释放', why: '查看原因',
    rewind: '回退到此之前', table: '以表格显示', on: '开启释放保护', created: '创建', due: '自动释放时间：释放',
  },
  en: {
    never: 'No one has tried to release it', nothingDue: 'No release is due at a known time', next: 'If nothing is done', spared: 'still exists',
    gone: 'was released', why: 'Why?', rewind: 'Rewind to before this', table: 'The same as a table', on: 'Protection on', created: 'Created',
    due: 'Auto-release time: release',
  },
};
const later = (hours) => `${new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 16)}Z`;

for (const language of LANGUAGES) {
  const words = WORDS[language];

  test(`${language}: an instance that nobody touched has its answer and its story`, async (t) => {
    const page = await newPage(t, { language, hash: `#/released/${id(1)}` });
    const why = new ReleasedPage(page);
    await load(page, [instance(1)]);
    await why.answer.getByText(words.never).waitFor();
    await why.answer.getByText(words.nothingDue).waitFor();
    await page.getByTestId('story').getByText(words.created).first().waitFor();
    assert.equal(await page.getByTestId('rewind-before').count(), 0);
    await assertAccessible(page, `never touched, ${language}`);
    await assertWholeTexts(page);
  });

  test(`${language}: a spared instance says what is next, and draws it`, async (t) => {
    const page = await newPage(t, { language, hash: `#/instances/${id(1)}` });
    await load(page, [instance(1, { AutoReleaseTime: later(72) })]);
    await call(page, 'ModifyInstanceAttribute', { InstanceId: id(1), DeletionProtection: true });
    await advance(page, 60);
    await call(page, 'DeleteInstance', { InstanceId: id(1), Force: true });
    await page.getByTestId('gaps').getByRole('link', { name: words.why }).click();
    const why = new ReleasedPage(page);
    await why.answer.getByText(words.spared).waitFor();
    await why.answer.getByText(words.next).waitFor();
    const story = page.getByTestId('story');
    for (const text of [words.on, words.due]) await story.getByText(text).waitFor();
    await page.getByText(words.table).click();
    const rows = page.getByTestId('story-row');
    await rows.filter({ hasText: words.on }).waitFor();
    await rows.filter({ hasText: words.due }).waitFor();
    assert.equal(await rows.count(), await story.locator('.story__mark').count());
    await assertAccessible(page, `spared, ${language}`);
    await assertWholeTexts(page, { allow: [/DeletionProtection/] });
  });

  test(`${language}: a released instance leads back to before its release`, async (t) => {
    const page = await newPage(t, { language, hash: `#/released/${id(1)}` });
    const why = new ReleasedPage(page);
    await load(page, [instance(1), instance(2)]);
    await call(page, 'StopInstance', { InstanceId: id(2) });
    await simulate(page, 'SecurityViolation', { InstanceId: id(1), Effect: 'release' });
    await why.answer.getByText(words.gone).waitFor();
    const back = page.getByRole('button', { name: words.rewind });
    await back.waitFor();
    assert.equal(await back.getAttribute('aria-disabled'), null);
    await assertAccessible(page, `released, ${language}`);
  });

  test(`${language}: an outcome in the activity leads to why`, async (t) => {
    const page = await newPage(t, { language, hash: '#/activity' });
    await load(page, [instance(1, { DeletionProtection: true })]);
    await call(page, 'DeleteInstance', { InstanceId: id(1) });
    await page.getByTestId('act').first().getByRole('button', { expanded: false }).click();
    await page.getByTestId('act-outcome').getByRole('link', { name: words.why }).click();
    await new ReleasedPage(page).answer.waitFor();
  });
}

test('a record that nothing undid is not marked', async (t) => {
  const page = await newPage(t, { hash: '#/activity' });
  await load(page, [instance(1)]);
  await page.getByTestId('act').first().waitFor();
  assert.equal(await page.getByTestId('undone').count(), 0);
});
