// Appended to the module that loads the program's parts (tools/program.mjs), where its `fetch` replaces the platform's. `PACKED` says where the
// files of the parts are.
const packs = new Map();

async function fetchWhole(url) {
  const response = await globalThis.fetch(url);
  if (!response.ok) throw new Error(`${response.url}: HTTP ${response.status}`);
  return response;
}

/** A file of a part, as its own file or out of a pack. If several packs contain it: the one that was requested already, else the first. */
async function fetch(url) {
  const asWasm = (body) => new Response(body, { headers: { 'Content-Type': 'application/wasm' } });
  const places = PACKED[url.pathname.split('/').pop()];
  if (!places) {
    const response = await fetchWhole(url);
    // A host that does not know WebAssembly's type must work as well.
    return response.headers.get('Content-Type') === 'application/wasm' ? response : asWasm(await response.arrayBuffer());
  }
  const [pack, start, end] = places.find(([pack]) => packs.has(pack)) ?? places[0];
  if (!packs.has(pack)) {
    const bytes = fetchWhole(new URL(`./${pack}.wasm`, import.meta.url)).then((response) => response.arrayBuffer());
    // A failed fetch is repeated at the next request; a loaded pack is kept, because it contains other files too.
    bytes.catch(() => packs.delete(pack));
    packs.set(pack, bytes);
  }
  return asWasm(new Uint8Array(await packs.get(pack), start, end - start));
}
