// Joins the style sheets into the one file that index.html names. Holds no rule of its own.
// Order: tokens, base, then all others by path, so that a widget may rely on both and never on another widget.
import { mkdirSync, readFileSync, readdirSync, existsSync, writeFileSync } from 'node:fs';

const first = ['tokens.css', 'base.css'];
const out = '.gen/latch.css';

const found = readdirSync('style', { recursive: true })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.css'))
  .sort();
const names = [...first.filter((name) => found.includes(name)), ...found.filter((name) => !first.includes(name))];
const css = names.map((name) => `/* ${name} */\n${readFileSync(`style/${name}`, 'utf8')}`).join('\n');

mkdirSync('.gen', { recursive: true });
// Untouched when nothing changed: a watcher would otherwise build for ever.
if (!existsSync(out) || readFileSync(out, 'utf8') !== css) writeFileSync(out, css);
