// Downloads of a browser whose driver tells of none: the next file that comes into its folder, told as Playwright tells it.
import { createReadStream, mkdtempSync, readdirSync, renameSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const WAIT_MS = 20;
const LONGEST_MS = 30_000;
/** What is still being written, by its name in Firefox and in WebKit. */
const PART = /\.(part|wkdownload)$/;

/** An empty file stands for one that is on its way. */
const whole = (folder) => readdirSync(folder).filter((name) => !PART.test(name) && statSync(join(folder, name)).size > 0);

/** Waits for the next file in `folder`, and takes it out of there: the next one of that name gets it whole. */
export async function nextDownload(folder) {
  const before = new Set(whole(folder));
  const late = Date.now() + LONGEST_MS;
  let name;
  while (!(name = whole(folder).find((one) => !before.has(one)))) {
    if (Date.now() > late) throw new Error('No download came.');
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
  const path = join(mkdtempSync(join(tmpdir(), 'latch-download-')), name);
  renameSync(join(folder, name), path);
  return { suggestedFilename: () => name, path: async () => path, createReadStream: async () => createReadStream(path) };
}

/** Lets a page tell of downloads into `folder`. */
export function tellDownloads(page, folder) {
  const waitForEvent = page.waitForEvent.bind(page);
  page.waitForEvent = (event, ...rest) => (event === 'download' ? nextDownload(folder) : waitForEvent(event, ...rest));
}
