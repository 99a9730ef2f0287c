// One address that is both the console's and ECS's: files for a browser, and API requests that a page open there answers.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { files, listen } from '../serve.mjs';
import { openPages } from './pages.mjs';
import { check, isCall, readCall, readText, Refusal } from './request.mjs';

const CLIENT = readFileSync(new URL('client.js', import.meta.url));
const SCRIPT = '<script src="./.relay/client.js" defer></script>';
const MOST_ANSWER_BYTES = 1 << 26;
/** Names of this computer. A foreign name that leads here is a foreign page's (DNS rebinding). */
const LOOPBACK = /^(127\.0\.0\.1|localhost)(:\d+)?$/i;

/** A name from outside, for a line of the log. */
const shown = (name) => name.slice(0, 64).replace(/[^\w.-]/g, '?');

function send(response, status, type, body) {
  const headers = { 'content-type': type, 'content-length': Buffer.byteLength(body), 'cache-control': 'no-cache' };
  response.writeHead(status, { ...headers, 'x-content-type-options': 'nosniff' }).end(body);
}

/** What the relay itself refuses, in ECS's shape. */
function refused(error, RequestId, HostId) {
  if (!(error instanceof Refusal)) throw error;
  return { status: error.status, body: { RequestId, HostId, Code: error.code, Message: error.message } };
}

/** Starts it for the build in `dir`; resolves to `{ url, close() }`. `log(line)` gets a line for each call and each page. */
export async function relay({ dir = 'dist', port, log = () => {} } = {}) {
  const pages = openPages(log);
  const file = files({ dir });

  async function call(request, response, url) {
    const id = randomUUID().toUpperCase();
    let action;
    let answer;
    try {
      const asked = await readCall(request, url);
      action = shown(asked.action);
      check(asked);
      answer = await pages.call(id, asked.action, asked.params, url.origin);
    } catch (error) {
      answer = refused(error, id, request.headers.host);
    }
    // Parameters are never shown: a password can be among them (R16).
    log([action || '(no action)', answer.status, answer.body.Code].filter(Boolean).join(' '));
    response.setHeader('x-acs-request-id', answer.body.RequestId);
    send(response, answer.status, 'application/json; charset=utf-8', JSON.stringify(answer.body));
  }

  async function own(request, response, path) {
    if (path === '/.relay/client.js') send(response, 200, 'text/javascript; charset=utf-8', CLIENT);
    else if (path === '/.relay/calls') pages.listen(response);
    else if (path === '/.relay/answer' && request.method === 'POST') {
      pages.answer(JSON.parse(await readText(request, MOST_ANSWER_BYTES)));
      response.writeHead(204).end();
    } else send(response, 404, 'text/plain', `404 ${path}\n`);
  }

  /** The page of the build with the relay's script in it. */
  function page(response) {
    const html = readFileSync(join(dir, 'index.html'), 'utf8');
    send(response, 200, 'text/html; charset=utf-8', html.replace('</head>', `${SCRIPT}</head>`));
  }

  async function handle(request, response) {
    const { host = '', origin, 'sec-fetch-site': site = 'none' } = request.headers;
    const here = `http://${host}`;
    if (!LOOPBACK.test(host)) return send(response, 403, 'text/plain', '403 This endpoint is for this computer only.\n');
    if (!URL.canParse(here + request.url)) return response.writeHead(400).end();
    const url = new URL(here + request.url);
    const isApi = isCall(request, url);
    const isOwn = url.pathname.startsWith('/.relay/');
    // Another site's page may lead a person to the console, but not act here.
    if ((isApi || isOwn) && ((origin && origin !== here) || !['same-origin', 'none'].includes(site))) {
      return send(response, 403, 'text/plain', '403 Pages of other sites cannot use this endpoint.\n');
    }
    if (isApi) return call(request, response, url);
    if (isOwn) return own(request, response, url.pathname);
    // Under another name of this computer a browser keeps another account.
    if (url.hostname !== '127.0.0.1') {
      url.hostname = '127.0.0.1';
      return response.writeHead(307, { location: url.href }).end();
    }
    if (['/', '/index.html'].includes(url.pathname) && request.method === 'GET') return page(response);
    return file(request, response);
  }

  const server = await listen((request, response) => {
    handle(request, response).catch((error) => {
      log(`error: ${error.message}`);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  }, port);
  return { url: `${server.origin}/`, close: server.close };
}
