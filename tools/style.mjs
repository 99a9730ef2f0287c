// Joins the style sheets into the two files that index.html names: the style of the first page, which is inlined, and the rest, which is loaded with
// the first part of the program (src/platform/style.rs). Holds no rule of its own. Order: tokens, base, shared styles, then all others by path, so
// that a page may rely on all of the former and never on another page.
import { mkdirSync, readFileSync, readdirSync, existsSync, writeFileSync } from 'node:fs';

const FIRST = ['tokens', 'base', 'boot', 'button', 'frame', 'icon', 'notice', 'parts', 'skeleton', 'welcome'];
const SHARED = ['section', 'steps', 'tabs', 'text'];
const [first, shared] = [FIRST, SHARED].map((names) => names.map((name) => `${name}.css`));

const found = readdirSync('style', { recursive: true })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.css'))
  .sort();
const missing = [...first, ...shared].filter((name) => !found.includes(name));
if (missing.length > 0) throw new Error(`style/ has no ${missing.join(', ')}`);

function write(out, names) {
  const css = names.map((name) => `/* ${name} */\n${readFileSync(`style/${name}`, 'utf8')}`).join('\n');
  // Not written when nothing changed: otherwise a watcher would rebuild for ever.
  if (!existsSync(out) || readFileSync(out, 'utf8') !== css) writeFileSync(out, css);
}

mkdirSync('.gen', { recursive: true });
write('.gen/latch.css', first);
write('.gen/rest.css', [...shared, ...found.filter((name) => ![...first, ...shared].includes(name))]);
