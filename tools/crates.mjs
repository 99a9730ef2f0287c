// Prints what each crate, and of Latch each module, takes in WebAssembly files. Reads names, so it
// wants a build that kept them (make size). A generic function counts for the crate that wrote it, wherever it is used.
// usage: node tools/crates.mjs file.wasm …
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** Bytes of every function of a module, by its name. */
function functions(bytes) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const text = () => {
    const length = number();
    return bytes.toString('utf8', at, (at += length));
  };
  const limits = () => {
    const hasMost = number() & 1;
    number();
    if (hasMost) number();
  };
  const imports = { 0: () => (number(), 1), 1: () => ((at += 1), limits(), 0), 2: () => (limits(), 0), 3: () => ((at += 2), 0), 4: () => ((at += 1), number(), 0) };
  const ofImport = () => {
    text();
    text();
    return imports[bytes[at++]]();
  };
  const [sizes, names] = [[], new Map()];
  let imported = 0;
  while (at < bytes.length) {
    const section = bytes[at++];
    const end = number() + at;
    if (section === 2) for (let left = number(); left > 0; left -= 1) imported += ofImport();
    if (section === 10) {
      for (let left = number(); left > 0; left -= 1) {
        const size = number();
        sizes.push(size);
        at += size;
      }
    }
    if (section === 0 && text() === 'name') {
      while (at < end) {
        const kind = bytes[at++];
        const last = number() + at;
        if (kind === 1) for (let left = number(); left > 0; left -= 1) names.set(number(), text());
        at = last;
      }
    }
    at = end;
  }
  return sizes.map((size, place) => [names.get(imported + place) ?? '', size]);
}

/** Where a name comes from: `tachys`, `latch::ui`, … Names are partly mangled: `5latch5rules`. */
function origin(name) {
  const [, crate, module] = name.match(/(?:^|[^\w]|_|\d)(latch|leptos\w*|tachys|reactive_\w+|wasm_\w+|js_sys|web_sys|core|alloc|std|dlmalloc|hashbrown|indexmap|postcard|serde\w*|gloo\w*|futures\w*)(?:\[\w+\])?(?:::|\.\.|\d+)(\w+?)(?=$|::|\.\.|\d|[^\w])/) ?? [];
  if (!crate) return 'without a name';
  return crate === 'latch' && module ? `latch::${module}` : crate;
}

for (const file of process.argv.slice(2)) {
  const sizes = new Map();
  for (const [name, size] of functions(readFileSync(file))) sizes.set(origin(name), (sizes.get(origin(name)) ?? 0) + size);
  const all = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  console.log(`\n${basename(file)}: ${all} bytes of code`);
  for (const [name, size] of [...sizes].sort((a, b) => b[1] - a[1]).filter(([, size]) => size >= all / 200)) {
    console.log(`  ${name.padEnd(28)} ${String(size).padStart(8)}  ${((100 * size) / all).toFixed(1).padStart(5)} %`);
  }
}
