// Which journeys run in which engine. Chromium runs all; `make e2e ENGINE=firefox` (or `webkit`) runs all except those left out here.

const WHOLE_WAY = [
  'details', 'hosting', 'keyboard', 'list', 'list-acts', 'list-size', 'protection', 'records', 'release', 'scenarios', 'share', 'tabs', 'wizard',
].map((name) => `e2e/${name}.test.mjs`);

/**
 * The journeys that `make test` runs in an engine besides Chromium: a person's way from the first visit to the last, and cases where engines differ.
 * The `files` run in one language, and the tests in `alsoInChinese` in Chinese too; with `only`, just those tests run, for an engine that is slow to
 * drive.
 */
export const CHOICE = {
  firefox: { files: WHOLE_WAY, alsoInChinese: ['a first visit offers sample data in one click, kept over a reload', 'the whole story by keyboard alone'] },
  webkit: {
    files: WHOLE_WAY,
    only: [
      'starts in a sub-folder of a plain file server, and loads exactly the counted files, once each',
      'the program does not arrive: the page says so in both languages and offers to retry',
      'the folder on the server is not complete: the page says so in both languages and offers to retry',
      'zh-CN: a first visit offers sample data in one click, kept over a reload',
      'en: a search without a match says so and is cleared in one click',
      'en: one instance stops and starts from its row',
      'ten thousand instances: all are counted, few are in the document, the last is reached',
      'en: Change under Other Information turns protection on before one\'s eyes',
      'en: a batch turns on for all who can have it; the others are listed with the reason',
      'en: of a mixed selection the protected one is skipped, the rest goes, and all are named',
      'en: where every selected instance is protected there is no button that releases',
      'en: a scheduled release takes a protected instance too, and says so',
      'the activity that is downloaded names every target of every act',
      'en: a link made here and opened by another gives the identical account, after a yes',
      'en: import shows what comes, goes and changes before it does, and the numbers are true',
      'what one tab does the other shows, whichever of them does it',
      'the writer is closed at once after an answer: the next tab has everything and goes on',
      'the tab that writes is loaded again and again beside another: both are ready each time',
      'en: the whole story by keyboard alone',
      'en: what was created comes up before one\'s eyes and is found in the list',
    ],
  },
};

const FROZEN = { test: 'a writer that the browser freezes lets others write, and follows when it goes on', why: 'only Chromium freezes pages' };
const DIES = {
  test: 'the tab that writes dies 50 times while others ask: what was answered stays, once',
  why: 'only Chromium can be told to crash a page',
};

const OUT_OF_MEMORY = {
  test: 'an account that does not fit into memory ends the program, which says so; the last commit is intact',
  why: 'only Chromium can be told to give a page less memory',
};
const BACK = 'who drives it loses a page that goes back to another document';
const LANGUAGES = ['zh-CN', 'en'];

/** Journeys, by name, that an engine or its driver cannot run. Each must fail there: `run.mjs --left-out` checks that. */
export const LEFT_OUT = {
  chromium: [],
  firefox: [
    FROZEN,
    DIES,
    OUT_OF_MEMORY,
    {
      test: 'without JavaScript the page says in both languages what it needs',
      why: 'Playwright reads pages by JavaScript, which Firefox then does not run for it either',
    },
  ],
  webkit: [
    FROZEN,
    DIES,
    { test: 'without JavaScript the page says in both languages what it needs', why: 'the browser cannot be driven without' },
    OUT_OF_MEMORY,
    { test: 'the tab that writes is left and comes back by Back: it follows', why: BACK },
    { test: 'on the first page of a tab, Back closes what stands over it and does not leave the page', why: BACK },
    { test: 'a call that comes while the page is loaded again waits for it', why: BACK },
    {
      test: 'a hundred thousand instances stay, with a third to spare, and come back as they were',
      why: 'its storage counts bytes, two for each unit of what Latch writes: they stay, and fill it',
    },
    ...LANGUAGES.flatMap((language) =>
      [
        'a large file is read beside the page, stopped and read again, and comes as a whole',
        'closing the dialog drops what is being read, and a removed file leaves the field',
        'a large file that is broken at its end stays, with the place of the flaw',
      ].map((test) => ({ test: `${language}: ${test}`, why: 'who drives it cannot give a page a file by its path' })),
    ),
    ...LANGUAGES.map((language) => ({
      test: `${language}: the wheel zooms with Ctrl`,
      why: 'its MiniBrowser keeps Ctrl and the wheel for a zoom of its own, and gives the page nothing',
    })),
    { test: 'opened as a file, the page says that it needs a server', why: 'a page may not lead to a file, and there is no other way to go to one' },
  ],
};
