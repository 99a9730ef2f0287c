// Joins the style sheets into the two files that index.html names: what the first page shows, which is written into it, and the rest, which comes with the first
// part of the program (src/platform/style.rs). Holds no rule of its own.
// Order: tokens, base, then what several pages show, then all others by path, so that a page may rely on all those and never on another page.
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
  // Untouched when nothing changed: a watcher would otherwise build for ever.
  if (!existsSync(out) || readFileSync(out, 'utf8') !== css) writeFileSync(out, css);
}

mkdirSync('.gen', { recursive: true });
write('.gen/latch.css', first);
write('.gen/rest.css', [...shared, ...found.filter((name) => ![...first, ...shared].includes(name))]);
