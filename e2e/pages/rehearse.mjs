// Page objects that the rehearsal pages share: the list of released and kept instances, choosing instances, the dialog of an act.

export const FATES = {
  'zh-CN': { released: '将被释放', leaves: '移出伸缩组，不释放', stops: '将停止', stays: '保留', livesOn: '保留', lapses: '定时释放失效' },
  en: {
    released: 'Will be released', leaves: 'Removed, not released', stops: 'Will stop', stays: 'Kept', livesOn: 'Kept',
    lapses: 'Scheduled release lapses',
  },
};

/** The released and kept instances as shown: id by outcome. */
export async function fates(table) {
  await table.waitFor();
  const rows = await table.locator('tbody').getByRole('row').evaluateAll((rows) =>
    rows.map((row) => [row.querySelector('td').textContent.trim(), row.querySelector('th a').textContent.trim()]),
  );
  const byOutcome = {};
  for (const [outcome, id] of rows) (byOutcome[outcome] ??= []).push(id);
  for (const ids of Object.values(byOutcome)) ids.sort();
  return byOutcome;
}

export class Chooser {
  constructor(scope, testId) {
    this.root = scope.getByTestId(testId);
    this.search = this.root.getByRole('searchbox');
  }

  box(text) {
    return this.root.getByRole('checkbox', { name: text });
  }

  async choose(...texts) {
    for (const text of texts) await this.box(text).check();
  }
}

export class ActDialog {
  constructor(page) {
    this.dialog = page.getByTestId('act-dialog');
    this.fates = this.dialog.getByTestId('act-fates');
    this.rest = this.dialog.getByTestId('act-rest');
    this.refused = this.dialog.getByTestId('act-refused');
    this.changed = this.dialog.getByTestId('act-changed');
    this.amount = this.dialog.getByTestId('amount');
    this.confirm = this.dialog.getByTestId('act-confirm');
    this.chooser = new Chooser(this.dialog, 'attach-chooser');
  }

  async done() {
    await this.confirm.click();
    await this.dialog.waitFor({ state: 'detached' });
  }
}
