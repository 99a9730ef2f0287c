// Page object of the dialogs that any page opens: change of release protection, and release.

export class ProtectionDialog {
  constructor(page, labels) {
    this.dialog = page.getByTestId('protection-dialog');
    this.switch = this.dialog.getByRole('switch', { name: labels.protectionSwitch });
    this.ok = this.dialog.getByRole('button', { name: labels.ok, exact: true });
    this.lines = this.dialog.getByTestId('protection-lines').getByRole('row');
  }

  /** Sets the switch to `on`, whatever it shows now, and confirms. */
  async set(on) {
    await this.dialog.waitFor();
    if ((await this.switch.getAttribute('aria-checked')) !== String(on)) await this.switch.click();
    if ((await this.switch.getAttribute('aria-checked')) !== String(on)) await this.switch.click();
    await this.ok.click();
    await this.dialog.waitFor({ state: 'detached' });
  }

  line(text) {
    return this.lines.filter({ hasText: text });
  }
}

export class ReleaseDialog {
  constructor(page, labels) {
    this.labels = labels;
    this.dialog = page.getByTestId('release-dialog');
    this.next = this.dialog.getByTestId('release-next');
    this.confirm = this.dialog.getByTestId('release-confirm');
    this.cancel = this.dialog.getByRole('button', { name: labels.cancel });
    this.allProtected = this.dialog.getByTestId('release-all-protected');
    this.changed = this.dialog.getByTestId('release-changed');
  }

  /** The rows of one of the lists: `released`, `skipped`, `refused`, or `loss` in the second step. */
  list(name) {
    return this.dialog.getByTestId(`release-${name}`).locator('tbody').getByRole('row');
  }

  mode(label) {
    return this.dialog.getByRole('radio', { name: label });
  }
}
