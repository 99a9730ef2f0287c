// A plain static file server for this computer only. It has no fallback page, so that what works here works on any host.
// usage: node tools/serve.mjs [--dir dist] [--port 8080] [--base /some/folder/]
import { createReadStream, statSync } from 'node:fs';
import { createServer, STATUS_CODES } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
};
const PACKED = [
  ['br', '.br'],
  ['gzip', '.gz'],
];
const HASHED = /-[0-9a-f]{16}[./]/;

/** `undefined` if there is no such file, including a name that is too long, lies below a file, or contains a zero byte. */
function statFile(path) {
  try {
    const found = statSync(path);
    return found.isFile() ? found : undefined;
  } catch {
    return undefined;
  }
}

/** What to send for a request path: `{ status, location | file }`. */
function find(dir, base, path) {
  if (`${path}/` === base) return { status: 301, location: base };
  if (!path.startsWith(base)) return { status: 404 };
  const name = join(dir, path.slice(base.length));
  if (name !== dir && !name.startsWith(dir + sep)) return { status: 404 };
  const file = path.endsWith('/') ? join(name, 'index.html') : name;
  return statFile(file) ? { status: 200, file } : { status: 404 };
}

/** Serves the files of `dir` at `base`. */
export function files({ dir = 'dist', base = '/' } = {}) {
  const root = resolve(dir);
  const plain = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  return (request, response) => {
    let path;
    try {
      path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    } catch {
      response.writeHead(400, plain).end('400\n');
      return;
    }
    if (!['GET', 'HEAD'].includes(request.method)) {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    const { status, location, file } = find(root, base, path);
    if (!file) {
      response.writeHead(status, location ? { location } : plain);
      response.end(location ? '' : `${status} ${path}\n`);
      return;
    }
    const accepted = (request.headers['accept-encoding'] ?? '').split(',').map((part) => part.split(';')[0].trim());
    const packed = PACKED.find(([coding, end]) => accepted.includes(coding) && statFile(file + end));
    const sent = packed ? file + packed[1] : file;
    response.writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'content-length': statFile(sent)?.size,
      'cache-control': HASHED.test(file.slice(root.length)) ? 'public, max-age=31536000, immutable' : 'no-cache',
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
      ...(packed && { 'content-encoding': packed[0] }),
    });
    if (request.method === 'HEAD') response.end();
    else createReadStream(sent).on('error', () => response.destroy()).pipe(response);
  };
}

/**
 * Answers with `handle` on the loopback; resolves to `{ origin, close() }`. Port 0 takes a free port. No request ends the server: if `handle`
 * throws, the answer is a 500; a request that is not HTTP, or asks for a tunnel, gets what `said(status)` returns as `{ type, body }`.
 */
export function listen(handle, port = 0, said = (status) => ({ type: 'text/plain', body: `${status}\n` })) {
  const server = createServer((request, response) => {
    try {
      handle(request, response);
    } catch (error) {
      console.error(`500: ${error.code ?? error.name}`);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
  });
  // If both sides close a connection at once, the client sees an error. Clients close idle ones after some seconds, so they do it first.
  server.keepAliveTimeout = 60_000;
  const refuse = (socket, status) => {
    socket.on('error', () => socket.destroy());
    if (!socket.writable) return socket.destroy();
    const { type, body } = said(status);
    const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
    return socket.end(head + body);
  };
  server.on('clientError', (error, socket) => refuse(socket, error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400));
  server.on('connect', (_, socket) => refuse(socket, 501));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      // For example too many connections: the next request may be answered again.
      server.on('error', (error) => console.error(`server: ${error.code ?? error.name}`));
      resolve({
        origin: `http://127.0.0.1:${server.address().port}`,
        close() {
          server.closeAllConnections();
          return new Promise((closed) => server.close(closed));
        },
      });
    });
  });
}

/** The message when `listen` cannot have a port. */
export const why = (error, port) => (error.code === 'EADDRINUSE' ? `Port ${port} is taken: choose another with PORT=…` : error.message);

/** Serves `dir` at `base`; resolves to `{ url, close() }`. */
export async function serve({ dir, base = '/', port } = {}) {
  const { origin, close } = await listen(files({ dir, base }), port);
  return { url: origin + base, close };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: {
      dir: { type: 'string', default: 'dist' },
      port: { type: 'string', default: '8080' },
      base: { type: 'string', default: '/' },
    },
  });
  try {
    const { url } = await serve({ ...values, port: Number(values.port) });
    console.log(`Latch is served on ${url} (Ctrl+C ends it)`);
  } catch (error) {
    console.error(why(error, values.port));
    process.exit(1);
  }
}
