// Page objects for loading another world: the scenario cards, the dialog of an offer, the share page, and import with its preview.

export const WORDS = {
  'zh-CN': {
    load: (title) => `加载：${title}`, reset: (title) => `重置：${title}`, replace: (n) => `替换为 ${n} 台实例`, add: (n) => `追加 ${n} 台实例`,
    keep: '保留我的账号', close: '关闭', make: '生成链接', again: '重新生成链接', overdue: '欠费第14天', mixed: '五台实例的混合批次',
    replaceMode: '全部替换', addMode: '追加', name: '名称', titleEn: '英文标题', titleZh: '中文标题', purposeEn: '英文说明', purposeZh: '中文说明',
    field: 'JSON', retry: '重试', exportAll: '导出全部数据',
  },
  en: {
    load: (title) => `Load: ${title}`, reset: (title) => `Reset: ${title}`, replace: (n) => `Replace with ${n} instance${n === 1 ? '' : 's'}`,
    add: (n) => `Add ${n} instance${n === 1 ? '' : 's'}`, keep: 'Keep mine', close: 'Close', make: 'Create link', again: 'Create link again',
    overdue: 'Overdue, day 14', mixed: 'Mixed batch of five', replaceMode: 'Replace everything', addMode: 'Add to existing instances', name: 'Name',
    titleEn: 'Title in English', titleZh: 'Title in Chinese', purposeEn: 'Purpose in English', purposeZh: 'Purpose in Chinese', field: 'JSON',
    retry: 'Try again', exportAll: 'Export everything',
  },
};

/** The numbers of the table of changes, by what happens to the instances. */
async function changes(place) {
  const number = async (name) => Number((await place.getByTestId(`changes-${name}`).getByRole('cell').first().innerText()).replaceAll(',', ''));
  return { come: await number('come'), gone: await number('gone'), changed: await number('changed'), same: await number('same') };
}

export class ScenariosPage {
  constructor(page, words) {
    this.page = page;
    this.words = words;
    this.cards = page.getByRole('article');
    this.offer = new OfferDialog(page, words);
    this.make = page.getByTestId('make-dialog');
  }

  async load(title) {
    await this.page.getByRole('button', { name: this.words.load(title), exact: true }).click();
  }

  reset(title) {
    return this.page.getByRole('button', { name: this.words.reset(title), exact: true });
  }
}

export class OfferDialog {
  constructor(page, words) {
    this.dialog = page.getByTestId('offer-dialog');
    this.keep = this.dialog.getByRole('button', { name: words.keep, exact: true });
    this.close = this.dialog.getByRole('button', { name: words.close, exact: true }).last();
    this.replace = (n) => this.dialog.getByRole('button', { name: words.replace(n), exact: true });
    this.problem = this.dialog.getByTestId('offer-problem');
    this.unknown = this.dialog.getByTestId('offer-unknown');
  }

  changes() {
    return changes(this.dialog);
  }

  gone() {
    return this.dialog.waitFor({ state: 'detached' });
  }
}

export class ImportDialog {
  constructor(page, words) {
    this.dialog = page.getByTestId('import-dialog');
    this.field = this.dialog.getByRole('textbox', { name: words.field });
    this.replace = (n) => this.dialog.getByRole('button', { name: words.replace(n), exact: true });
    this.add = (n) => this.dialog.getByRole('button', { name: words.add(n), exact: true });
    this.mode = (label) => this.dialog.getByRole('radio', { name: label });
    this.problem = this.dialog.getByTestId('import-problem');
    this.what = this.dialog.getByTestId('import-what');
  }

  changes() {
    return changes(this.dialog);
  }
}

/** The text of the file that `act` downloads. */
export async function downloaded(page, act) {
  const [download] = await Promise.all([page.waitForEvent('download'), act()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return { name: download.suggestedFilename(), text: Buffer.concat(chunks).toString('utf8') };
}

export const exported = (page) => page.evaluate(() => window.latch.export());
