// Prints what the first page loads, file by file, and how far it is from the aim. usage: node tools/sizes.mjs [dist]
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { pathToFileURL } from 'node:url';

/** What the first page shall take at most. Not reached yet: told at every build, see docs/decisions.md. */
const AIM_BROTLI = 200 * 1000;

/** The page and every local file that it, its scripts and its style sheets name: what a browser requests at first. */
export function firstLoad(dist) {
  const found = new Set(['index.html']);
  for (const name of found) {
    const links = {
      html: /\b(?:href|src)="?(\.\/[^"\s>]+)/g,
      js: /\bfrom\s*["'](\.[^"']+)["']/g,
      css: /url\(\s*["']?(\.[^"')]+)/g,
    }[name.split('.').pop()];
    if (!links) continue;
    const text = readFileSync(join(dist, name), 'utf8');
    for (const [, link] of text.matchAll(links)) found.add(posix.join(posix.dirname(name), link));
  }
  return [...found];
}

function table(dist) {
  const rows = firstLoad(dist).map((name) => {
    const bytes = readFileSync(join(dist, name));
    return [name, bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length];
  });
  rows.push(['first load', ...[1, 2, 3].map((column) => rows.reduce((sum, row) => sum + row[column], 0))]);
  return rows;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const rows = table(process.argv[2] ?? 'dist');
  const line = (cells) => cells.map((cell, n) => (n ? String(cell).padStart(11) : cell.padEnd(36))).join('');
  console.log(line(['bytes', 'raw', 'gzip', 'brotli']));
  for (const row of rows) console.log(line(row));
  const brotli = rows.at(-1)[3];
  const over = brotli > AIM_BROTLI ? `, over the aim of ${AIM_BROTLI / 1000} kB` : '';
  console.log(`${(brotli / 1000).toFixed(1)} kB brotli${over}`);
}
