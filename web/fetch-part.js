// Stands at the end of the module that loads the program's parts (tools/program.mjs), where its `fetch` takes the place of the platform's. `PACKED`
// says where the files of the parts lie.
const packs = new Map();

async function fetchWhole(url) {
  const response = await globalThis.fetch(url);
  if (!response.ok) throw new Error(`${response.url}: HTTP ${response.status}`);
  return response;
}

/** A file of a part: by itself, or out of a pack. Of several packs that hold it the one that was asked for already, else the first. */
async function fetch(url) {
  const asWasm = (body) => new Response(body, { headers: { 'Content-Type': 'application/wasm' } });
  const places = PACKED[url.pathname.split('/').pop()];
  if (!places) {
    const response = await fetchWhole(url);
    // A host that does not know WebAssembly's type must do as well.
    return response.headers.get('Content-Type') === 'application/wasm' ? response : asWasm(await response.arrayBuffer());
  }
  const [pack, start, end] = places.find(([pack]) => packs.has(pack)) ?? places[0];
  if (!packs.has(pack)) {
    const bytes = fetchWhole(new URL(`./${pack}.wasm`, import.meta.url)).then((response) => response.arrayBuffer());
    // What could not be fetched is fetched again when it is wanted again; what has come is kept, for there are others in it.
    bytes.catch(() => packs.delete(pack));
    packs.set(pack, bytes);
  }
  return asWasm(new Uint8Array(await packs.get(pack), start, end - start));
}
