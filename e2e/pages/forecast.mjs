// Page objects of the forecast and the timeline.

/** Presses Download, chooses a format, and returns the file's name and text. */
export async function download(page, format) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    (async () => {
      await page.getByTestId('download').click();
      await page.getByRole('menuitem', { name: format }).click();
    })(),
  ]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return { name: download.suggestedFilename(), text: Buffer.concat(chunks).toString('utf8') };
}

/** The element names of a text that must be XML; throws with the parser's message if it is not. */
export const parsed = (page, xml) =>
  page.evaluate((xml) => {
    const tree = new DOMParser().parseFromString(xml, 'image/svg+xml');
    const error = tree.querySelector('parsererror');
    if (error) throw new Error(error.textContent);
    return { names: [...new Set([...tree.querySelectorAll('*')].map((one) => one.localName))], text: tree.documentElement.textContent };
  }, xml);

export class ForecastPage {
  constructor(page) {
    this.page = page;
    this.search = page.getByTestId('forecast-search');
    this.rows = page.getByTestId('forecast-row');
    this.summary = page.getByTestId('forecast-summary');
    this.chosen = page.getByTestId('forecast-chosen');
    this.unknown = page.getByTestId('forecast-unknown');
    this.gone = page.getByTestId('forecast-gone');
    this.empty = page.getByTestId('forecast-empty');
    this.noMatch = page.getByTestId('forecast-no-match');
  }

  row(text) {
    return this.rows.filter({ hasText: text });
  }

  /** The cell of an instance under a cause, by the cause's name in the rules. */
  cell(text, cause) {
    return this.row(text).locator(`[data-cause^=${cause}]`);
  }

  /** The forecast outcome of every instance under a cause, by id. */
  async fates(cause) {
    const pairs = await this.rows.evaluateAll(
      (rows, cause) => rows.map((row) => [row.querySelector('th a').textContent, row.querySelector(`[data-cause^=${cause}]`).dataset.fate]),
      cause,
    );
    return Object.fromEntries(pairs);
  }
}

export class TimelinePage {
  constructor(page) {
    this.page = page;
    this.search = page.getByTestId('timeline-search');
    this.picture = page.getByTestId('timeline-picture');
    this.marks = page.getByTestId('timeline-mark');
    this.panel = page.getByTestId('timeline-panel');
    this.rows = page.getByTestId('timeline-row');
    this.empty = page.getByTestId('timeline-empty');
    this.noMatch = page.getByTestId('timeline-no-match');
    /** The one mark that the Tab key reaches. */
    this.stop = this.picture.locator('[tabindex="0"]');
  }

  /** How many events the picture holds. */
  async events() {
    const counts = await this.marks.evaluateAll((marks) => marks.map((mark) => Number(mark.dataset.count)));
    return counts.reduce((sum, count) => sum + count, 0);
  }
}
