// Runs axe over the present content of a page. It must report nothing. In Chromium only: its rules concern the document, which is the same in every
// engine, and Firefox ESR 153 crashes while axe reads it.
import assert from 'node:assert/strict';
import axe from 'axe-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** One line for each element that breaks a rule. */
export async function violations(page) {
  if ((process.env.ENGINE || 'chromium') !== 'chromium') return [];
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    (tags) => window.axe.run(document, { runOnly: tags, resultTypes: ['violations'] }).then((result) => result.violations),
    TAGS,
  );
  return found.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${impact}) at ${target.join(' ')}: ${failureSummary.replace(/\s*\n\s*/g, ' ')}`),
  );
}

/** Fails with every violation. `where` names the page and its state, e.g. `instances, zh-CN, dark`. */
export async function assertAccessible(page, where = page.url()) {
  const lines = await violations(page);
  assert.equal(lines.length, 0, `${lines.length} accessibility violations on ${where}:\n${lines.join('\n')}`);
}
