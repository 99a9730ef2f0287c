// One address for both the console and ECS: it serves files to a browser, and API requests that an open page answers.
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { files, listen } from '../serve.mjs';
import { HEADERS, isForeign, isFramed, mayAct, target } from './guard.mjs';
import { openPages } from './pages.mjs';
import { check, isCall, malformed, readCall, readText, Refusal } from './request.mjs';

const CLIENT = readFileSync(new URL('client.js', import.meta.url));
const SCRIPT = '<script src="./.relay/client.js" defer></script>';
const MOST_ANSWER_BYTES = 1 << 26;
/** How long a call waits for a page that is reloading, milliseconds. */
const RELOAD_MS = 1_000;

/** A name from outside, cleaned for a line of the log. */
const shown = (name) => name.slice(0, 64).replace(/[^\w.-]/g, '?');

export const newToken = () => randomBytes(24).toString('base64url');

function send(response, status, type, body) {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

const forbidden = (message) => new Refusal(403, 'Forbidden', message);
const elsewhere = () => forbidden('This endpoint answers for this computer, and as a proxy for ecs*.aliyuncs.com and vpc*.aliyuncs.com.');
const foreign = () => forbidden('Pages of other sites cannot use this endpoint.');

/** A refusal of the relay itself, in ECS's shape. */
const refused = ({ status, code, message }, RequestId, HostId) => ({ status, body: { RequestId, HostId, Code: code, Message: message } });

/** ECS's answer, without the fields that Latch adds to an instance for its own pages. */
function withoutOwn(body) {
  for (const instance of body?.Instances?.Instance ?? []) delete instance.Latch;
  return body;
}

/**
 * Starts the relay for the build in `dir`; resolves to `{ url, page, close() }`: the endpoint, and the address of the answering page. `log(line)` is
 * called with a line for each call and each page.
 */
export async function relay({ dir = 'dist', port, token = newToken(), reload = RELOAD_MS, log = () => {} } = {}) {
  const pages = openPages(log, reload);
  const file = files({ dir });

  /** Sends the result of `carryOut` in ECS's form; whatever it throws becomes a refusal. */
  async function answer(request, response, carryOut) {
    const id = randomUUID().toUpperCase();
    let answer;
    try {
      answer = await carryOut(id);
    } catch (error) {
      // Nothing of the request appears in the log or in the answer, not even an error's message: it can contain a password (R16).
      if (!(error instanceof Refusal)) log(`error: ${error.code ?? error.name}`);
      const known = error instanceof Refusal ? error : new Refusal(500, 'InternalError', 'The request processing has failed due to some unknown error.');
      answer = refused(known, id, request.headers.host ?? '');
    }
    response.setHeader('x-acs-request-id', answer.body.RequestId);
    // The page could not store the effect of the call: it lasts until the page is closed.
    if (answer.kept === false) response.setHeader('x-latch-kept', 'false');
    send(response, answer.status, 'application/json; charset=utf-8', JSON.stringify(answer.body));
    return answer;
  }

  async function call(request, response, url) {
    let action;
    const { status, body } = await answer(request, response, async (id) => {
      const asked = await readCall(request, url);
      action = shown(asked.action);
      if (!mayAct(request, url, asked.action)) throw foreign();
      check(asked);
      const { status, body } = await pages.call(id, asked.action, asked.params);
      return { status, body: withoutOwn(body) };
    });
    // Parameters are never logged: a password can be among them (R16).
    log([action || '(no action)', status, body.Code].filter(Boolean).join(' '));
  }

  async function own(request, response, { pathname, searchParams }) {
    const isKnown = (given) => given === token;
    if (pathname === '/.relay/client.js') send(response, 200, 'text/javascript; charset=utf-8', CLIENT);
    else if (pathname === '/.relay/calls' && isKnown(searchParams.get('relay'))) pages.listen(response);
    else if (pathname === '/.relay/answer' && request.method === 'POST' && isKnown(request.headers['x-latch-relay'])) {
      pages.answer(JSON.parse(await readText(request, MOST_ANSWER_BYTES)));
      response.writeHead(204).end();
    } else send(response, 404, 'text/plain', '404\n');
  }

  /** The page of the build with the relay's script in it. */
  function page(response) {
    const html = readFileSync(join(dir, 'index.html'), 'utf8');
    send(response, 200, 'text/html; charset=utf-8', html.replace('</head>', `${SCRIPT}</head>`));
  }

  async function handle(request, response) {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const refuse = (refusal) => answer(request, response, () => Promise.reject(refusal));
    if (request.url.includes('\0') || (!request.url.startsWith('/') && !/^http:\/\//i.test(request.url))) return refuse(malformed('request line'));
    const asked = target(request);
    if (!asked) return refuse(elsewhere());
    const { url, isService } = asked;
    if (isFramed(request)) return refuse(forbidden('This page cannot be shown in another one.'));
    if (isCall(request, url) || (isService && url.pathname === '/')) return call(request, response, url);
    if (isService) return refuse(new Refusal(404, 'InvalidAction.NotFound', 'Specified api is not found, please check your url and method.'));
    if (url.pathname.startsWith('/.relay/')) return isForeign(request, url) ? refuse(foreign()) : own(request, response, url);
    // Under another name of this computer, a browser has another account.
    if (url.hostname !== '127.0.0.1') {
      url.hostname = '127.0.0.1';
      return response.writeHead(307, { location: url.href }).end();
    }
    if (['/', '/index.html'].includes(url.pathname) && request.method === 'GET') return page(response);
    if (!['GET', 'HEAD'].includes(request.method)) {
      response.setHeader('allow', 'GET, HEAD');
      return refuse(new Refusal(405, 'UnsupportedHTTPMethod', 'This method is not supported: calls are made by GET or POST.'));
    }
    return file(request, response);
  }

  const server = await listen((request, response) => {
    handle(request, response).catch((error) => {
      log(`error: ${error.code ?? error.name}`);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  }, port, (status) => {
    const { body } = refused(malformed('request line'), randomUUID().toUpperCase(), '');
    return { type: 'application/json; charset=utf-8', body: JSON.stringify(status === 501 ? { ...body, Message: 'Only plain http is spoken here.' } : body) };
  });
  const url = `${server.origin}/`;
  return { url, page: `${url}?relay=${token}`, close: server.close };
}
