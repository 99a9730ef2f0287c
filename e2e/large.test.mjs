// A text that takes long to read: its progress is shown, it can be stopped, the page responds meanwhile, and no field freezes.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { answer, call, id, instance, live, load } from './fleet.mjs';
import { site } from './harness.mjs';
import { LANGUAGES } from './labels.mjs';
import { ImportDialog, WORDS } from './pages/rehearsal.mjs';
import { assertWholeTexts } from './texts.mjs';

const { newPage } = site();
const COUNT = 100_000;
/** Equal values of all instances are stored once, however long they are. */
const PADDING = { Remark: 'what nobody knows '.repeat(12) };
/** A timeout for reading this much, even on a busy machine. */
const LONG = { timeout: 180_000 };
const TEXTS = {
  'zh-CN': { stop: '停止', again: '重新读取', stopped: '已停止读取。', remove: '移除 fleet.json', removePasted: '移除 粘贴的内容', all: '替换为 100,000 台实例' },
  en: { stop: 'Stop', again: 'Read again', stopped: 'Reading was stopped.', remove: 'Remove fleet.json', removePasted: 'Remove Pasted text', all: 'Replace with 100,000 instances' },
};

let folder;
/** The folder of each file: all files have the same name. */
const folders = {};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latch-large-'));
  const whole = JSON.stringify(answer(Array.from({ length: COUNT }, (_, n) => instance(n, PADDING))));
  for (const [name, text] of [['whole', whole], ['broken', `${whole.slice(0, -1)}]`]]) {
    const place = await mkdtemp(join(folder, 'x-'));
    await writeFile(join(place, 'fleet.json'), text);
    folders[name] = place;
  }
});
after(() => rm(folder, { recursive: true, force: true }));

/** Opens the dialog over a page with one instance. */
async function open(t, language) {
  const page = await newPage(t, { language, hash: '#/simulation?tab=share' });
  await load(page, [instance(COUNT + 1)]);
  await page.evaluate(() => (location.hash = '#/simulation?tab=share'));
  await page.getByTestId('share-file').getByRole('button').last().click();
  const dialog = new ImportDialog(page, WORDS[language]);
  await dialog.field.waitFor();
  return {
    page,
    dialog,
    choose: (name) => dialog.dialog.locator('input[type=file]').setInputFiles(join(folders[name], 'fleet.json')),
    held: dialog.dialog.getByTestId('import-held'),
    progress: dialog.dialog.getByRole('progressbar'),
    button: (name) => dialog.dialog.getByRole('button', { name, exact: true }),
  };
}

for (const language of LANGUAGES) {
  const texts = TEXTS[language];

  test(`${language}: a large file is read beside the page, stopped and read again, and comes as a whole`, async (t) => {
    const { page, dialog, choose, held, progress, button } = await open(t, language);
    await choose('whole');
    await held.getByText(/^fleet\.json[,，] ?\d+ MB$/).waitFor();
    assert.ok(!(await dialog.field.isVisible()), 'the field has nothing to do with it');
    await progress.waitFor(LONG);
    // The page responds while the text is being read: to an API call, a key, a click.
    assert.equal((await call(page, 'ModifyInstanceAttribute', { InstanceId: id(COUNT + 1), Description: 'changed meanwhile' })).status, 200);
    await button(texts.stop).focus();
    await assertWholeTexts(page);
    await page.keyboard.press('Enter');
    await dialog.dialog.getByText(texts.stopped).first().waitFor();
    assert.equal(await progress.count(), 0);
    assert.equal(await button(texts.all).count(), 0, 'nothing was read to its end');
    await assertAccessible(page, `reading stopped, ${language}`);
    await button(texts.again).click();
    await button(texts.all).waitFor(LONG);
    assert.equal(await progress.count(), 0);
    assert.deepEqual(await dialog.changes(), { come: COUNT, gone: 1, changed: 0, same: 0 });
    // The import itself also runs in the background, and can be stopped as long as the world has not been replaced.
    await button(texts.all).click();
    await progress.waitFor(LONG);
    assert.equal((await call(page, 'ModifyInstanceAttribute', { InstanceId: id(COUNT + 1), Description: 'once more' })).status, 200);
    await button(texts.stop).click();
    await progress.waitFor({ state: 'detached' });
    assert.equal((await live(page)).get(id(COUNT + 1)).Description, 'once more');
    await button(texts.all).click();
    await dialog.dialog.waitFor({ state: 'detached', ...LONG });
    const { body } = await call(page, 'DescribeInstances', { RegionId: 'cn-hangzhou', PageSize: 1 });
    assert.equal(body.TotalCount, COUNT);
  });

  test(`${language}: closing the dialog drops what is being read, and a removed file leaves the field`, async (t) => {
    const { page, dialog, choose, held, progress, button } = await open(t, language);
    await dialog.field.fill('[]');
    await choose('whole');
    await held.waitFor();
    await button(texts.remove).click();
    await held.waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.dataset.testid === 'import-text');
    assert.equal(await dialog.field.inputValue(), '[]', 'what was there before is there again');
    await choose('whole');
    await progress.waitFor(LONG);
    await page.keyboard.press('Escape');
    await dialog.dialog.waitFor({ state: 'detached' });
    assert.deepEqual([...(await live(page)).keys()], [id(COUNT + 1)]);
  });

  test(`${language}: a large file that is broken at its end stays, with the place of the flaw`, async (t) => {
    const { page, dialog, choose, held } = await open(t, language);
    await choose('broken');
    await dialog.problem.waitFor(LONG);
    assert.match(await dialog.problem.innerText(), /1.*\d{8}/s);
    assert.ok(await held.isVisible());
    await assertAccessible(page, `a broken file, ${language}`);
    assert.deepEqual([...(await live(page)).keys()], [id(COUNT + 1)]);
  });

  test(`${language}: a large text that is pasted is held beside the field`, async (t) => {
    const { page, dialog, held, button } = await open(t, language);
    const some = JSON.stringify(answer(Array.from({ length: 3_000 }, (_, n) => instance(n, PADDING))));
    // Through the clipboard: in Firefox, a synthetic event carries no data to the page.
    await dialog.field.evaluate((field, text) => {
      const source = Object.assign(document.createElement('textarea'), { value: text, id: 'copied' });
      field.after(source);
      source.select();
    }, some);
    await page.keyboard.press('ControlOrMeta+C');
    await page.evaluate(() => document.querySelector('#copied').remove());
    await dialog.field.focus();
    await page.keyboard.press('ControlOrMeta+V');
    await held.waitFor();
    await page.waitForFunction(() => document.activeElement?.dataset.testid === 'import-remove');
    await dialog.dialog.getByTestId('import-what').waitFor(LONG);
    await button(texts.removePasted).click();
    await held.waitFor({ state: 'detached' });
    assert.equal(await dialog.field.inputValue(), '');
  });
}
