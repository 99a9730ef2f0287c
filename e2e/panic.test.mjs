// After a crash of the program: the page says so in its language, offers the stored data raw, and can be reloaded.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { FOLDER, site } from './harness.mjs';

const { newPage } = site();
const prepare = (page) => page.addInitScript(() => addEventListener('latch-started', () => (window.programStarted = true)));
const started = (page) => page.waitForFunction(() => window.programStarted);

const TEXTS = [
  { language: 'en', title: 'Latch stopped working', save: 'Save my data', saved: 'Saved to your downloads.', reload: 'Reload' },
  { language: 'zh-CN', title: 'Latch已停止工作', save: '保存我的数据', saved: '已保存到您的下载文件夹。', reload: '重新加载' },
];

for (const { language, title, save, saved, reload } of TEXTS) {
  test(`a panic opens a dialog that saves this folder's data and reloads (${language})`, async (t) => {
    const page = await newPage(t, { language, ready: false, prepare, storage: { odd: 'not {json' } });
    await started(page);
    await page.evaluate(() => {
      localStorage.setItem('latch:/another/folder/:log', 'theirs');
      window.latchPanic('index out of bounds');
      window.latchPanic('again');
    });
    const dialog = page.getByRole('alertdialog', { name: title });
    await dialog.getByText('index out of bounds').waitFor();
    assert.equal(await page.getByRole('alertdialog').count(), 1);
    await assertAccessible(page, `panic, ${language}`);

    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    assert.ok(await dialog.isVisible());

    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: save }).click()]);
    assert.match(download.suggestedFilename(), /^latch-data-.*\.json$/);
    const raw = JSON.parse(await readFile(await download.path(), 'utf8'));
    assert.equal(raw['latch-raw'], 1);
    assert.equal(raw.keys[`latch:${FOLDER}:odd`], 'not {json');
    assert.ok(Object.keys(raw.keys).every((key) => key.startsWith(`latch:${FOLDER}:`)));
    await dialog.getByText(saved).waitFor();

    await dialog.getByRole('button', { name: reload }).click();
    await dialog.waitFor({ state: 'detached' });
    await started(page);
  });
}

test('a trap of the program that no one reported opens the dialog too', async (t) => {
  const page = await newPage(t, { ready: false, prepare, allow: [/unreachable/i] });
  await started(page);
  await page.evaluate(() => {
    // (module (func (export "f") unreachable))
    const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
    setTimeout(new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes))).exports.f);
  });
  await page.getByRole('alertdialog').getByText(/unreachable/i).waitFor();
});

test('denied storage: the dialog says that there is nothing to save', async (t) => {
  const page = await newPage(t, {
    ready: false,
    prepare: async (page) => {
      await prepare(page);
      await page.addInitScript(() => {
        Object.defineProperty(window, 'localStorage', {
          get() {
            throw new DOMException('denied', 'SecurityError');
          },
        });
      });
    },
  });
  await started(page);
  await page.evaluate(() => window.latchPanic('boom'));
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('button', { name: 'Save my data' }).click();
  await dialog.getByText(/nothing to save/).waitFor();
});
