// Prints what the first page loads, file by file, and what each later part adds; fails if the first page is too large.
// usage: node tools/sizes.mjs [dist]
import { readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { pathToFileURL } from 'node:url';

/** Largest size of the first page. */
const MOST_BROTLI = 165 * 1000;

/** The page and every local file that it, its scripts and its style sheets name: the first requests of a browser. */
export function firstLoad(dist) {
  const found = new Set(['index.html']);
  for (const name of found) {
    const inStyle = /url\(\s*["']?(\.[^"')]+)/g;
    const patterns = { html: [/[\s"](?:href|src)="?(\.\/[^"\s>]+)/g, inStyle], js: [/\bfrom\s*["'](\.[^"']+)["']/g], css: [inStyle] }[name.split('.').pop()];
    if (!patterns) continue;
    const text = readFileSync(join(dist, name), 'utf8');
    for (const [, link] of patterns.flatMap((pattern) => [...text.matchAll(pattern)])) found.add(posix.join(posix.dirname(name), link));
  }
  return [...found];
}

/** The files in which each on-demand part is fetched, by the part's name. */
function parts(dist) {
  const program = readdirSync(dist).find((name) => name.startsWith('program-'));
  const files = JSON.parse(readFileSync(join(dist, program, 'parts.json'), 'utf8'));
  return new Map(Object.entries(files).map(([part, names]) => [part, names.map((name) => `${program}/${name}`)]));
}

function sizesOf(dist, name) {
  const bytes = readFileSync(join(dist, name));
  return [bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length];
}

const sum = (rows) => [1, 2, 3].map((column) => rows.reduce((sum, row) => sum + row[column], 0));

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const dist = process.argv[2] ?? 'dist';
  const line = (cells) => cells.map((cell, n) => (n ? String(cell).padStart(11) : cell.padEnd(44))).join('');
  const rows = firstLoad(dist).map((name) => [name, ...sizesOf(dist, name)]);
  const first = sum(rows);
  console.log(line(['bytes', 'raw', 'gzip', 'brotli']));
  for (const row of [...rows, ['first load', ...first]]) console.log(line(row));
  console.log();
  const files = parts(dist);
  const added = (names) => sum([...new Set(names.flatMap((name) => files.get(name)))].map((name) => [name, ...sizesOf(dist, name)]));
  for (const name of files.keys()) console.log(line([`part ${name} (${files.get(name).length} files)`, ...added([name])]));
  const returning = added(['engine', 'list']).map((size, n) => size + first[n]);
  console.log(line(['first load of an account with instances', ...returning]));
  const brotli = first[2];
  console.log(`\nThe first page: ${(brotli / 1000).toFixed(1)} kB brotli of at most ${MOST_BROTLI / 1000} kB.`);
  if (brotli > MOST_BROTLI) process.exit(1);
}
