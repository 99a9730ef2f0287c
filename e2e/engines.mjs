// What is run of the journeys in which engine. Chromium runs all; `make e2e ENGINE=firefox` (or `webkit`) runs all but what is left out here.

/** The files that `make test` runs in Firefox and in WebKit too: what a person does from the first visit to the last, and where engines differ. */
export const CHOICE = [
  'details', 'hosting', 'keyboard', 'list', 'list-acts', 'list-size', 'protection', 'records', 'release', 'scenarios', 'share', 'tabs', 'wizard',
].map((name) => `${name}.test.mjs`);

/** Of those, what is run in Chinese too. */
export const CHOICE_IN_CHINESE = ['a first visit offers sample data in one click, kept over a reload', 'the whole story by keyboard alone'];

const FROZEN = { test: 'a writer that the browser freezes lets others write, and follows when it goes on', why: 'only Chromium freezes pages' };
const DIES = {
  test: 'the tab that writes dies 50 times while others ask: what was answered stays, once',
  why: 'only Chromium can be told to crash a page',
};

/** What an engine, or who drives it, cannot be asked for, by the names of the journeys. Every one fails there: `run.mjs --left-out` sees to that. */
export const LEFT_OUT = {
  chromium: [],
  firefox: [
    FROZEN,
    DIES,
    {
      test: 'without JavaScript the page says in both languages what it needs',
      why: 'Playwright reads pages by JavaScript, which Firefox then does not run for it either',
    },
    ...['zh-CN', 'en'].flatMap((language) =>
      ['every section stands under its heading and holds the fields of the instance', 'a batch turns on for all who can have it; the others are listed with the reason'].map((name) => ({
        test: `${language}: ${name}`,
        why: 'Firefox ESR 153 crashes while axe reads the page',
      })),
    ),
    ...['zh-CN', 'en'].flatMap((language) =>
      ['what is too large for a link is handed on as a file', 'what there is becomes a scenario that import takes back'].map((name) => ({
        test: `${language}: ${name}`,
        why: 'Playwright hears of no download; why is not known yet',
      })),
    ),
  ],
  webkit: [
    FROZEN,
    DIES,
    { test: 'without JavaScript the page says in both languages what it needs', why: 'the browser cannot be driven without' },
    { test: 'the tab that writes is left and comes back by Back: it follows', why: 'who drives it loses a page that goes back to another document' },
    { test: 'opened as a file, the page says that it needs a server', why: 'a page may not lead to a file, and there is no other way to go to one' },
  ],
};
