// Downloads for a browser whose driver does not report them: waits for the next file in the download folder, and returns it as Playwright would.
import { createReadStream, mkdtempSync, readdirSync, renameSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const WAIT_MS = 20;
const LONGEST_MS = 30_000;
/** Names of files that are still being written, in Firefox and in WebKit. */
const PART = /\.(part|wkdownload)$/;

/** The names of complete files. An empty file is a placeholder for one that is still being written. */
const whole = (folder) => readdirSync(folder).filter((name) => !PART.test(name) && statSync(join(folder, name)).size > 0);

/** Waits for the next file in `folder` and moves it out of there, so that a later file may have the same name. */
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

/** Makes a page report downloads into `folder`. */
export function tellDownloads(page, folder) {
  const waitForEvent = page.waitForEvent.bind(page);
  page.waitForEvent = (event, ...rest) => (event === 'download' ? nextDownload(folder) : waitForEvent(event, ...rest));
}
