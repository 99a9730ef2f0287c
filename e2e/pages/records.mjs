// Page objects of the pages of records: release records, one record, activity.

class RecordsPage {
  constructor(page, name, rows) {
    this.page = page;
    this.search = page.getByTestId(`${name}-search`);
    this.empty = page.getByTestId(`${name}-empty`);
    this.noMatch = page.getByTestId(`${name}-no-match`);
    this.rows = page.getByTestId(rows);
  }

  /** Downloads the table and gives its name and text. */
  async download(format) {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      (async () => {
        await this.page.getByTestId('download').click();
        await this.page.getByRole('menuitem', { name: format }).click();
      })(),
    ]);
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    return { name: download.suggestedFilename(), text: Buffer.concat(chunks).toString('utf8') };
  }
}

export class ReleasedPage extends RecordsPage {
  constructor(page) {
    super(page, 'released', 'attempt');
    this.cause = page.getByTestId('released-cause');
    this.answer = page.getByTestId('answer');
    this.unknown = page.getByTestId('unknown-instance');
    this.timeline = page.locator('.timeline__entry');
  }

  row(text) {
    return this.rows.filter({ hasText: text });
  }
}

export class ActivityPage extends RecordsPage {
  constructor(page) {
    super(page, 'activity', 'act');
    this.outcome = page.getByTestId('activity-outcome');
    this.outcomes = page.getByTestId('act-outcome');
  }

  /** The line of an act by its ECS action. */
  act(action) {
    return this.rows.filter({ has: this.page.locator('code').getByText(action, { exact: true }) });
  }

  expand(action) {
    return this.act(action).first().getByRole('button', { expanded: false }).click();
  }
}
