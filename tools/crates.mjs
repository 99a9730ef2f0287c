// Prints what each crate, and of Latch each module, takes in WebAssembly files. Reads names, so it
// wants a build that kept them (make size). A generic function counts for the crate that wrote it, wherever it is used.
// usage: node tools/crates.mjs file.wasm …
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { functionNames, functions } from './wasm.mjs';

/** Where a name comes from: `tachys`, `latch::ui`, … Names are partly mangled: `5latch5rules`. */
function origin(name) {
  const [, crate, module] = name.match(/(?:^|[^\w]|_|\d)(latch(?:_\w+)?|leptos\w*|tachys|reactive_\w+|wasm_\w+|js_sys|web_sys|core|alloc|std|dlmalloc|hashbrown|indexmap|postcard|serde\w*|gloo\w*|futures\w*)(?:\[\w+\])?(?:::|\.\.|\d+)(\w+?)(?=$|::|\.\.|\d|[^\w])/) ?? [];
  if (!crate) return 'without a name';
  return crate === 'latch' && module ? `latch::${module}` : crate;
}

for (const file of process.argv.slice(2)) {
  const module = readFileSync(file);
  const names = functionNames(module);
  const sizes = new Map();
  for (const { index, body } of functions(module)) {
    const from = origin(names.get(index) ?? '');
    sizes.set(from, (sizes.get(from) ?? 0) + body.length);
  }
  const all = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  console.log(`\n${basename(file)}: ${all} bytes of code`);
  for (const [name, size] of [...sizes].sort((a, b) => b[1] - a[1]).filter(([, size]) => size >= all / 200)) {
    console.log(`  ${name.padEnd(28)} ${String(size).padStart(8)}  ${((100 * size) / all).toFixed(1).padStart(5)} %`);
  }
}
