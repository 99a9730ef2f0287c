// Page object of the equivalent calls, which several dialogs and the wizard show, and a helper that sends the shown calls.
import { readFileSync } from 'node:fs';

const read = (language) => JSON.parse(readFileSync(new URL(`../../locales/${language}/calls.json`, import.meta.url), 'utf8'));

/** The texts of the equivalent calls, by language. */
export const TEXTS = { 'zh-CN': read('zh-CN'), en: read('en') };

export const NOTATIONS = ['url', 'cli', 'python', 'typescript', 'go', 'java', 'terraform'];

export class Calls {
  /** `place` is the dialog or page that shows them. */
  constructor(place, texts) {
    this.place = place;
    this.texts = texts;
    this.part = place.getByTestId('calls');
    this.notation = place.getByLabel(texts.notation, { exact: true });
    this.code = place.getByRole('region', { name: texts.what, exact: true });
  }

  open() {
    return this.part.locator('summary').click();
  }

  /** The text in that notation. */
  async written(notation) {
    await this.notation.selectOption(notation);
    return (await this.code.textContent()).trimEnd();
  }

  copy() {
    return this.place.getByRole('button', { name: new RegExp(this.texts.what) }).click();
  }

  note(text) {
    return this.place.getByText(text, { exact: true });
  }
}

/** Sends the shown URLs through the page's API, one after the other, and returns the statuses. */
export const sendUrls = (page, text) =>
  page.evaluate(async (lines) => {
    const statuses = [];
    for (const line of lines) {
      const { Action, ...params } = Object.fromEntries(new URL(line).searchParams);
      statuses.push((await window.latch.call(Action, params)).status);
    }
    return statuses;
  }, text.split('\n'));
