// Finds texts that were not meant to be read: unfilled arguments, raw values, names of keys. There must be none.
import assert from 'node:assert/strict';

const HOLES = [/\bundefined\b/, /\bNaN\b/, /\[object /, /\bInvalid Date\b/, /\{[a-z_]+\}/, /\b[a-z]+(_[a-z]+){2,}\b/];

/** Fails with every visible text, name or tooltip that has such a hole. `allow` lists what a page shows on purpose, such as code. */
export async function assertWholeTexts(page, { where = page.url(), allow = [] } = {}) {
  const texts = await page.evaluate(() => {
    const found = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) {
        if (!node.parentElement.closest('script, style, template, noscript')) found.push(node.data);
      } else {
        for (const name of ['aria-label', 'title', 'placeholder', 'alt']) found.push(node.getAttribute(name) ?? '');
      }
    }
    return found;
  });
  const bad = texts.filter((text) => HOLES.some((hole) => hole.test(text)) && !allow.some((pattern) => pattern.test(text)));
  assert.deepEqual(bad, [], `texts with holes on ${where}`);
}
