// Page object of the page that sends calls. Fields are found by their wire names, buttons by their texts.
import { readFileSync } from 'node:fs';

const read = (language) => JSON.parse(readFileSync(new URL(`../../locales/${language}/api.json`, import.meta.url), 'utf8'));

/** The texts of this page, by language. */
export const TEXTS = { 'zh-CN': read('zh-CN'), en: read('en') };

export class ApiPage {
  constructor(page, texts) {
    this.page = page;
    this.texts = texts;
    this.search = page.getByTestId('api-search');
    this.action = page.getByTestId('api-action');
    this.send = page.getByTestId('api-send');
    this.answer = page.getByTestId('api-answer');
    this.code = page.getByTestId('api-code');
    this.rule = page.getByTestId('api-rule');
    this.did = page.getByTestId('api-did');
    this.body = page.getByTestId('api-body').locator('pre');
    this.request = page.getByTestId('api-request').locator('pre');
    this.history = page.getByTestId('api-history').getByRole('listitem');
    this.json = page.locator('#api-json');
  }

  /** Chooses an action by the keyboard. */
  async choose(action) {
    await this.search.fill(action);
    await this.search.press('Enter');
    await this.at(action);
  }

  at(action) {
    return this.action.getByText(action, { exact: true }).waitFor();
  }

  /** A field by its label, which may end with the mark of a required field. */
  field(name) {
    return this.page.getByLabel(new RegExp(`^${name.replaceAll('.', '\\.')}( \\*)?$`));
  }

  /** Waits until the answer of the call that was sent last is shown. */
  answered(status) {
    return this.answer.locator('header').getByText(new RegExp(`^${status} `)).waitFor();
  }

  mode(name) {
    return this.page.getByRole('radio', { name: this.texts[`mode_${name}`] }).check();
  }

  button(key, values = {}) {
    const name = Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), this.texts[key]);
    return this.page.getByRole('button', { name, exact: true });
  }
}
