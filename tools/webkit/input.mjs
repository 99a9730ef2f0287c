// Mouse and keyboard of a virtual screen: a page gets real events from the browser, with focus and activation. Replaces Playwright's input for this
// engine, which only dispatches events.
import { spawn } from 'node:child_process';
import { insertText } from '../firefox.mjs';

const KEYS = {
  Enter: 'Return', Escape: 'Escape', Tab: 'Tab', Backspace: 'BackSpace', Delete: 'Delete', ArrowDown: 'Down', ArrowUp: 'Up', ArrowLeft: 'Left',
  ArrowRight: 'Right', Home: 'Home', End: 'End', PageUp: 'Prior', PageDown: 'Next', Control: 'Control_L', ControlLeft: 'Control_L', Shift: 'Shift_L',
  ShiftLeft: 'Shift_L', Alt: 'Alt_L', Meta: 'Super_L', Space: 'space',
  ' ': 'space', '-': 'minus', '.': 'period', ',': 'comma', '/': 'slash', ':': 'colon', ';': 'semicolon', '=': 'equal', '+': 'plus', '_': 'underscore',
  '*': 'asterisk', '?': 'question', '!': 'exclam', '"': 'quotedbl', "'": 'apostrophe', '(': 'parenleft', ')': 'parenright', '[': 'bracketleft',
  ']': 'bracketright', '{': 'braceleft', '}': 'braceright', '#': 'numbersign', '$': 'dollar', '%': 'percent', '&': 'ampersand', '<': 'less', '>': 'greater',
  '@': 'at', '\\': 'backslash', '^': 'asciicircum', '`': 'grave', '|': 'bar', '~': 'asciitilde',
};
const BUTTONS = { left: 1, middle: 2, right: 3 };
/** One notch of the wheel in WebKitGTK. */
const NOTCH_PX = 120;
/** Longest wait for an event. It never arrives if the act closes the page. */
const LONGEST_WAY_MS = 5_000;

/** A running `xdotool`: each line is a command. */
export class Screen {
  /** A busy screen sometimes refuses the connection: new tools are started until one answers. `null` if none does. */
  static async open(display, longest) {
    for (const late = Date.now() + longest; Date.now() < late; ) {
      const tool = spawn('xdotool', ['-'], { env: { ...process.env, DISPLAY: display }, stdio: ['pipe', 'pipe', 'ignore'] });
      tool.stdin.on('error', () => undefined);
      tool.stdin.write('getmouselocation\n');
      const isConnected = await new Promise((resolve) => {
        tool.stdout.once('data', () => resolve(true));
        tool.once('exit', () => resolve(false));
      });
      if (isConnected) return new Screen(tool);
    }
    return null;
  }

  constructor(tool) {
    this.tool = tool;
    tool.stdout.resume();
  }

  run(...lines) {
    this.tool.stdin.write(`${lines.join('\n')}\n`);
  }

  /** Raises a window above all others, and gives it the keyboard. */
  show(window) {
    if (this.shown === window) return;
    this.shown = window;
    this.run(`windowraise ${window}`, `windowfocus ${window}`);
  }

  close() {
    this.tool.kill();
  }
}

/** With a modifier held, a letter's key is that of the small letter. */
const keysym = (name, { key }, modifiers) => KEYS[name] ?? KEYS[key] ?? (modifiers.size > 0 && key.length === 1 ? key.toLowerCase() : key);

/** Gives the screen's mouse and keyboard to a page, whose window is `window` and `height` high. `page` is Playwright's, `inner` its other half. */
export function giveInput(page, inner, screen, { window, height }) {
  const within = async (act, arg) => page.evaluate(act, arg).catch(() => undefined);

  /** A click is a move, a press and a release that are requested at once: each waits for the one before. */
  let last = Promise.resolve();
  const until = (type, act, where = null) => (last = last.then(() => once(type, act, where)));

  /** Does `act`, and waits until the page has received and handled the resulting event. */
  async function once(type, act, where) {
    screen.show(window);
    await within(
      ([type, where]) => {
        const isIt = (event) => event.isTrusted && (!where || (Math.round(event.clientX) === where.x && Math.round(event.clientY) === where.y));
        globalThis.__got = new Promise((got) => {
          const on = (event) => {
            if (!isIt(event)) return;
            removeEventListener(type, on, true);
            got();
          };
          addEventListener(type, on, true);
        });
      },
      [type, where],
    );
    await act();
    const got = within(async (longest) => {
      await Promise.race([globalThis.__got, new Promise((late) => setTimeout(late, longest))]);
      await new Promise((done) => setTimeout(done, 0));
    }, LONGEST_WAY_MS);
    await Promise.race([got, new Promise((late) => setTimeout(late, 2 * LONGEST_WAY_MS).unref())]);
  }

  inner.mouse._raw = {
    async move(progress, x, y) {
      const at = { x: Math.round(x), y: Math.round(y) };
      const act = async () => {
        // After a download, the browser shows a bar above the page.
        const bar = (await within((whole) => whole - innerHeight, height)) ?? 0;
        // The pointer must move even if it is at that place already: another element may have come under it.
        screen.run(`mousemove ${at.x + (at.x > 0 ? -1 : 1)} ${at.y + bar}`, `mousemove ${at.x} ${at.y + bar}`);
      };
      await until('mousemove', act, at);
    },
    async down(progress, x, y, button) {
      await until('mousedown', () => screen.run(`mousedown ${BUTTONS[button]}`));
    },
    async up(progress, x, y, button) {
      await until('mouseup', () => screen.run(`mouseup ${BUTTONS[button]}`));
    },
    async wheel(progress, x, y, buttons, modifiers, deltaX, deltaY) {
      const turn = (delta, less, more) => Array(Math.round(Math.abs(delta) / NOTCH_PX)).fill(`click ${delta < 0 ? less : more}`);
      await until('wheel', () => screen.run(...turn(deltaY, 4, 5), ...turn(deltaX, 6, 7)));
    },
  };
  inner.keyboard._raw = {
    async keydown(progress, modifiers, name, description) {
      await until('keydown', () => screen.run(`keydown ${keysym(name, description, modifiers)}`));
    },
    async keyup(progress, modifiers, name, description) {
      await until('keyup', () => screen.run(`keyup ${keysym(name, description, modifiers)}`));
    },
    async sendText(progress, text) {
      await insertText(page, text);
    },
  };
}
