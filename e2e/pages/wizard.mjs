// Page object of the creation wizard. Fields are found by the ids to which its error summary links, buttons by their texts.
import { readFileSync } from 'node:fs';

const read = (language) => JSON.parse(readFileSync(new URL(`../../locales/${language}/wizard.json`, import.meta.url), 'utf8'));

/** The texts of the wizard, by language. */
export const TEXTS = { 'zh-CN': read('zh-CN'), en: read('en') };

export class WizardPage {
  constructor(page, texts) {
    this.page = page;
    this.texts = texts;
    this.next = page.getByTestId('wizard-next');
    this.previous = page.getByTestId('wizard-previous');
    this.create = page.getByTestId('wizard-create');
    this.errors = page.locator('.errors');
    this.protection = page.getByTestId('protection');
    this.withdrawn = page.getByTestId('protection-withdrawn');
    this.schedule = page.getByTestId('schedule');
    this.contradiction = page.getByTestId('contradiction');
    this.preview = page.getByTestId('name-preview');
    this.restored = page.getByTestId('draft-restored');
    this.leaving = page.getByTestId('leave-wizard');
    this.created = page.getByTestId('created');
  }

  field(name) {
    return this.page.locator(`#wizard-${name}`);
  }

  /** Waits until this step is shown. */
  at(number) {
    const names = ['basic', 'network', 'system', 'grouping', 'confirm'];
    return this.page.locator('#wizard-step').getByText(this.texts[`step_${names[number - 1]}`], { exact: true }).waitFor();
  }

  /** Presses Next until this step is shown. */
  async goTo(number) {
    for (let step = 1; step < number; step += 1) {
      await this.at(step);
      await this.next.click();
    }
    await this.at(number);
  }

  choose(label) {
    return this.page.getByRole('radio', { name: label }).check();
  }

  button(label) {
    return this.page.getByRole('button', { name: label, exact: true });
  }

  async agreeAndCreate() {
    await this.page.getByTestId('terms').check();
    await this.create.click();
    await this.created.waitFor();
  }
}
