// Joins the style sheets into the two files that index.html names: what the first page shows, which is written into it, and the rest, which comes with the first
// part of the program (src/platform/style.rs). Holds no rule of its own.
// Order: tokens, base, then all others by path, so that a widget may rely on both and never on another widget.
import { mkdirSync, readFileSync, readdirSync, existsSync, writeFileSync } from 'node:fs';

const FIRST = ['tokens', 'base', 'boot', 'button', 'frame', 'icon', 'notice', 'parts', 'skeleton', 'text', 'welcome'];
const first = FIRST.map((name) => `${name}.css`);

const found = readdirSync('style', { recursive: true })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.css'))
  .sort();
const missing = first.filter((name) => !found.includes(name));
if (missing.length > 0) throw new Error(`style/ has no ${missing.join(', ')}`);

function write(out, names) {
  const css = names.map((name) => `/* ${name} */\n${readFileSync(`style/${name}`, 'utf8')}`).join('\n');
  // Untouched when nothing changed: a watcher would otherwise build for ever.
  if (!existsSync(out) || readFileSync(out, 'utf8') !== css) writeFileSync(out, css);
}

mkdirSync('.gen', { recursive: true });
write('.gen/latch.css', first);
write('.gen/rest.css', found.filter((name) => !first.includes(name)));
