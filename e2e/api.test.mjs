// Calls by hand: choose, fill in, send, read the answer, and find the record. The answers are those a script gets, and no password appears anywhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { call, id, instance, live, load } from './fleet.mjs';
import { site, whenReady } from './harness.mjs';
import { LANGUAGES } from './labels.mjs';
import { ApiPage, TEXTS } from './pages/api.mjs';
import { Calls, TEXTS as CALLS } from './pages/calls.mjs';
import { assertWholeTexts } from './texts.mjs';

const { newPage } = site();
const PASSWORD = 'Never-Kept-7';
/** Request bodies are code: field names in braces are not unfilled arguments of a text. */
const allow = [/^\s*\{/];

for (const language of LANGUAGES) {
  const texts = TEXTS[language];
  const open = async (t, options = {}) => {
    const page = await newPage(t, { language, hash: '#/api', ...options });
    await load(page, [instance(1, { DeletionProtection: true }), instance(2)]);
    const api = new ApiPage(page, texts);
    await api.action.waitFor();
    return [page, api];
  };

  test(`${language}: an action is chosen and sent by keyboard, and the answer is the one a script gets`, async (t) => {
    const [page, api] = await open(t);
    await api.choose('DescribeInstances');
    await page.waitForFunction(() => location.hash === '#/api?action=DescribeInstances');
    assert.equal(await api.field('RegionId').inputValue(), 'cn-hangzhou');
    await api.field('InstanceName').fill('web-2');
    await api.field('InstanceName').press('Enter');
    await api.answered(200);
    const shown = JSON.parse(await api.body.innerText());
    const { body } = await call(page, 'DescribeInstances', { RegionId: 'cn-hangzhou', InstanceName: 'web-2' });
    assert.deepEqual({ ...shown, RequestId: '' }, { ...body, RequestId: '' });
    assert.equal(shown.Instances.Instance[0].InstanceId, id(2));
    await api.did.getByText(texts.did_read).waitFor();
    await assertAccessible(page, `an answer, ${language}`);
    await assertWholeTexts(page, { allow });
    await page.reload();
    await api.at('DescribeInstances');
  });

  test(`${language}: a protected instance is not released, and the rule that decided is named`, async (t) => {
    const [page, api] = await open(t);
    await api.choose('DeleteInstance');
    await api.field('InstanceId').fill(id(1));
    // Enter in a field never sends a call that can release.
    await api.field('InstanceId').press('Enter');
    assert.equal(await api.history.count(), 0);
    await api.field('Force').selectOption('true');
    await api.send.getByText(texts.send_release.replace('{action}', 'DeleteInstance')).waitFor();
    await api.send.click();
    await api.answered(403);
    assert.equal(await api.code.innerText(), 'InvalidOperation.DeletionProtection');
    await api.rule.getByText('R3', { exact: true }).waitFor();
    await api.did.getByText(id(1)).waitFor();
    assert.equal((await live(page)).size, 2);
    await api.field('InstanceId').fill(id(2));
    await api.send.click();
    await api.answered(200);
    await api.did.getByText(id(2)).waitFor();
    assert.deepEqual([...(await live(page)).keys()], [id(1)]);
    const calls = new Calls(page.getByTestId('api-answer'), CALLS[language]);
    await calls.open();
    assert.ok((await calls.written('url')).includes(`Action=DeleteInstance`) && (await calls.written('url')).includes(`InstanceId=${id(2)}`));
    await assertAccessible(page, `a release, ${language}`);
    await assertWholeTexts(page, { allow });
  });

  test(`${language}: a password is masked in request and history, and kept nowhere`, async (t) => {
    const [page, api] = await open(t);
    await api.choose('RunInstances');
    const fields = {
      InstanceType: 'ecs.g6.large', ImageId: 'aliyun_3_x64_20G_alibase_20240528.vhd', InstanceName: 'by-hand', Password: PASSWORD,
    };
    for (const [name, value] of Object.entries(fields)) await api.field(name).fill(value);
    assert.equal(await api.field('Password').getAttribute('type'), 'password');
    await api.field('DeletionProtection').selectOption('true');
    await api.send.click();
    await api.answered(/\d+/.source);
    assert.equal(JSON.parse(await api.request.innerText()).Password, '********');
    const calls = new Calls(page.getByTestId('api-answer'), CALLS[language]);
    await calls.open();
    assert.match(await calls.written('cli'), /--Password '\*{8}'/);
    assert.equal(await api.field('Password').inputValue(), '********');
    // Masked in the JSON text too, and also in a field of any other name.
    await api.mode('json');
    await api.json.fill(JSON.stringify({ RegionId: 'cn-hangzhou', Password: PASSWORD, Nested: [{ HostPassword: PASSWORD }] }));
    await api.send.click();
    await api.history.nth(1).waitFor();
    assert.doesNotMatch(await api.json.inputValue(), new RegExp(PASSWORD));
    const kept = await page.evaluate(() => [
      JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), location.href, document.body.innerHTML,
      ...[...document.querySelectorAll('input, textarea')].map(({ value }) => value),
    ]);
    for (const text of [...kept, await page.evaluate(() => window.latch.export())]) assert.ok(!text.includes(PASSWORD), text.slice(0, 200));
    await assertAccessible(page, `JSON, ${language}`);
  });

  test(`${language}: the history shows a call again and fills its form`, async (t) => {
    const [page, api] = await open(t);
    await api.choose('TagResources');
    await api.field('ResourceId.1').fill(id(2));
    await api.field('Tag.1.Key').fill('env');
    await api.button('add_entry', { list: 'Tag' }).click();
    await api.field('Tag.2.Key').fill('team');
    await api.send.click();
    await api.answered(200);
    await api.choose('DescribeInstanceAttribute');
    await api.send.click();
    await api.answered(400);
    assert.equal(await api.history.count(), 2);
    await api.history.nth(1).getByRole('button').first().click();
    await api.answered(200);
    await api.history.nth(1).getByRole('button').last().click();
    await api.at('TagResources');
    assert.equal(await api.field('Tag.2.Key').inputValue(), 'team');
    // The form survives a visit to another page and a change of the language.
    await page.evaluate(() => (location.hash = '#/activity'));
    await page.getByTestId('activity-search').waitFor();
    await page.goBack();
    await api.history.nth(1).waitFor();
    assert.equal(await api.field('Tag.2.Key').inputValue(), 'team');
    await page.getByTestId('language').click();
    await page.getByRole('menuitem', { name: language === 'en' ? '简体中文' : 'English' }).click();
    await page.getByRole('heading', { name: TEXTS[language === 'en' ? 'zh-CN' : 'en'].history }).waitFor();
    assert.equal(await api.history.count(), 2);
    assert.equal(await api.field('Tag.2.Key').inputValue(), 'team');
  });

  test(`${language}: text that is no JSON is not sent, and its place is named`, async (t) => {
    const [page, api] = await open(t, { hash: '#/api?action=StopInstance' });
    await api.at('StopInstance');
    await api.mode('json');
    await api.json.fill('{\n  "InstanceId": i-1\n}');
    await api.send.click();
    await page.getByText(texts.not_json.replace('{line}', '2').replace('{column}', '17')).waitFor();
    assert.equal(await api.history.count(), 0);
    await assertAccessible(page, `no JSON, ${language}`);
    await api.json.fill(JSON.stringify({ InstanceId: id(2) }));
    await api.mode('form');
    assert.equal(await api.field('InstanceId').inputValue(), id(2));
    await api.send.click();
    await api.answered(200);
  });

  test(`${language}: an action that there is not is left out of the address, with a notice`, async (t) => {
    const [page, api] = await open(t, { hash: '#/api?action=Explode' });
    await page.waitForFunction(() => location.hash === '#/api');
    await api.at('DescribeInstances');
    await page.getByText(/action/).first().waitFor();
    await page.getByRole('navigation').getByRole('link', { name: 'API', exact: true }).waitFor();
  });
}

test('a call from an account that nobody has touched brings what it needs', async (t) => {
  const page = await newPage(t, { hash: '#/api?action=DescribeInstances', ready: false });
  const api = new ApiPage(page, TEXTS.en);
  await api.send.click();
  await api.answered(200);
  await whenReady(page);
});
