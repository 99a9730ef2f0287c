// Reads and writes the binary format of WebAssembly, as far as the build and its reports need it.

/** What every module begins with: its magic number and version. */
export const HEADER = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

/** The numbers of the sections that are read here. */
export const Section = { CUSTOM: 0, IMPORT: 2, EXPORT: 7, CODE: 10 };

const FUNCTION = 0;

/** Goes through the bytes of a module or of one of its sections. */
export class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  get done() {
    return this.at >= this.bytes.length;
  }

  byte() {
    return this.bytes[this.at++];
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  take(length) {
    return this.bytes.subarray(this.at, (this.at += length));
  }

  name() {
    return this.take(this.number()).toString('utf8');
  }

  /** As many as the number that stands first. */
  *list(read) {
    for (let left = this.number(); left > 0; left -= 1) yield read();
  }
}

/** The sections of a module, in order: `id`, `body`, and `bytes`, which are head and body. */
export function* sections(module) {
  const reader = new Reader(module);
  reader.take(HEADER.length);
  while (!reader.done) {
    const from = reader.at;
    const id = reader.byte();
    const body = reader.take(reader.number());
    yield { id, body, bytes: module.subarray(from, reader.at) };
  }
}

export const number = (value) => Buffer.from(value < 128 ? [value] : [(value & 127) | 128, ...number(value >>> 7)]);

export const name = (text) => Buffer.concat([number(Buffer.byteLength(text)), Buffer.from(text)]);

export const list = (entries) => Buffer.concat([number(entries.length), ...entries]);

export const section = (id, ...body) => {
  const bytes = Buffer.concat(body);
  return Buffer.concat([Buffer.from([id]), number(bytes.length), bytes]);
};

/** The module with every section as `change` gives it back; `change` gets a section and gives bytes, or nothing to leave it out. */
export function changed(module, change) {
  return Buffer.concat([HEADER, ...[...sections(module)].map(change).filter(Boolean)]);
}

/** What a module imports, each by module and name: of a function `type` is the number of its type, of all else `other` is what it says. */
export function imports(body) {
  const reader = new Reader(body);
  return [
    ...reader.list(() => {
      const entry = { module: reader.name(), name: reader.name(), kind: reader.byte() };
      if (entry.kind === FUNCTION) return { ...entry, type: reader.number() };
      // A table, a memory, a global: whatever else it says ends where the next begins, so it is kept as it stands.
      const from = reader.at;
      skipOther(reader, entry.kind);
      return { ...entry, other: body.subarray(from, reader.at) };
    }),
  ];
}

function skipOther(reader, kind) {
  const limits = () => {
    const hasMost = reader.number() & 1;
    reader.number();
    if (hasMost) reader.number();
  };
  if (kind === 1) reader.byte();
  if (kind === 1 || kind === 2) limits();
  if (kind === 3) reader.take(2);
  if (kind === 4) {
    reader.byte();
    reader.number();
  }
}

/** The import section of these. */
export const importSection = (entries) =>
  section(
    Section.IMPORT,
    list(entries.map((entry) => Buffer.concat([name(entry.module), name(entry.name), Buffer.from([entry.kind]), entry.other ?? number(entry.type)]))),
  );

/** The module without the exports whose name `unwanted` matches. What only they used is for wasm-opt to find. */
export function withoutExports(module, unwanted) {
  return changed(module, ({ id, body, bytes }) => {
    if (id !== Section.EXPORT) return bytes;
    const reader = new Reader(body);
    const entries = reader.list(() => {
      const from = reader.at;
      const called = reader.name();
      reader.byte();
      reader.number();
      return { called, bytes: body.subarray(from, reader.at) };
    });
    return section(id, list([...entries].filter(({ called }) => !unwanted.test(called)).map((entry) => entry.bytes)));
  });
}

/** The functions that a module defines: `index`, by which it calls them, and `body`. */
export function functions(module) {
  let imported = 0;
  for (const { id, body } of sections(module)) {
    if (id === Section.IMPORT) imported = imports(body).filter(({ kind }) => kind === FUNCTION).length;
    if (id === Section.CODE) {
      const reader = new Reader(body);
      return [...reader.list(() => reader.take(reader.number()))].map((body, place) => ({ index: imported + place, body }));
    }
  }
  return [];
}

const FUNCTION_NAMES = 1;

/** The names of functions, by index; none where the build kept none. */
export function functionNames(module) {
  const names = new Map();
  for (const { id, body } of sections(module)) {
    const reader = new Reader(body);
    if (id !== Section.CUSTOM || reader.name() !== 'name') continue;
    while (!reader.done) {
      const kind = reader.byte();
      const part = new Reader(reader.take(reader.number()));
      if (kind === FUNCTION_NAMES) for (const [index, called] of part.list(() => [part.number(), part.name()])) names.set(index, called);
    }
  }
  return names;
}

/** The module with these names of functions, in the order of their indices, and no others. */
export function withFunctionNames(module, names) {
  const entries = list([...names].map(([index, called]) => Buffer.concat([number(index), name(called)])));
  const own = section(Section.CUSTOM, name('name'), Buffer.from([FUNCTION_NAMES]), number(entries.length), entries);
  return Buffer.concat([changed(module, ({ id, bytes }) => (id === Section.CUSTOM ? undefined : bytes)), own]);
}
