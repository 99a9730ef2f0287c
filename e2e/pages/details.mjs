// Page object of one instance's details.

export class DetailsPage {
  constructor(page, labels) {
    this.page = page;
    this.labels = labels;
    this.heading = page.getByRole('heading', { level: 1 });
    this.status = page.getByTestId('status');
    this.protection = page.getByTestId('release-protection');
    this.schedule = page.getByTestId('auto-release');
    this.gaps = page.getByTestId('gaps');
    this.missing = page.getByTestId('missing');
    this.panel = page.getByRole('dialog', { name: labels.allOperations });
  }

  open(id) {
    return this.page.evaluate((id) => (location.hash = `#/instances/${id}`), id);
  }

  /** A section by its heading. */
  section(name) {
    return this.page.getByRole('region', { name, exact: true });
  }

  /** The value beside a name inside a section. */
  value(section, name) {
    return this.section(section).locator('dt').getByText(name, { exact: true }).locator('xpath=following-sibling::dd');
  }

  act(name) {
    return this.page.locator('.page__head').getByRole('button', { name, exact: true });
  }

  async openPanel() {
    await this.page.getByTestId('all-operations').click();
    await this.panel.waitFor();
  }
}
