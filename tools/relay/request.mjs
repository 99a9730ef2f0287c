// A request as ECS's clients send it, understood: `{ action, version, params }`. Both styles: the newer one names the action in
// headers, the older one among the parameters. Checks no signature.

const VERSION = '2014-05-26';
const MOST_BYTES = 1 << 20;
/** Parameters about the request itself. They differ with every call, so they would make a repeated ClientToken another call. */
const ENVELOPE = new Set([
  'Action', 'Version', 'Format', 'AccessKeyId', 'SecurityToken', 'Timestamp',
  'Signature', 'SignatureMethod', 'SignatureNonce', 'SignatureType', 'SignatureVersion',
]);

/** What ECS says of a request that no operation sees (ecs-api.md 2.4). */
export class Refusal extends Error {
  constructor(status, code, message) {
    super(message);
    Object.assign(this, { status, code });
  }
}

const missing = (name) =>
  new Refusal(400, 'MissingParameter', `The input parameter ${name} that is mandatory for processing this request is not supplied.`);
const malformed = (what) => new Refusal(400, 'InvalidParameter', `The specified ${what} is not valid.`);

/** Whether a request is for ECS; any other is for a file. */
export function isCall({ method, headers }, { pathname, searchParams }) {
  if (pathname !== '/' || !['GET', 'POST'].includes(method)) return false;
  return method === 'POST' || headers['x-acs-action'] !== undefined || searchParams.has('Action');
}

export async function readText(request, most = MOST_BYTES) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    // Read to its end: whoever is still sending would not see the answer.
    if (size <= most) parts.push(part);
  }
  if (size > most) throw new Refusal(413, 'InvalidParameter', 'The request is too large.');
  return Buffer.concat(parts).toString();
}

function readBody(text, type) {
  if (text === '') return {};
  if (type === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(text));
  if (type !== 'application/json') throw malformed('Content-Type');
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    throw malformed('body');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw malformed('body');
  return body;
}

/** What is asked, which need not be sound. @throws {Refusal} where nothing can be read */
export async function readCall(request, { searchParams }) {
  const { headers } = request;
  const type = (headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
  const given = { ...Object.fromEntries(searchParams), ...readBody(await readText(request), type) };
  const params = Object.fromEntries(Object.entries(given).filter(([name]) => !ENVELOPE.has(name)));
  return {
    action: String(headers['x-acs-action'] ?? given.Action ?? ''),
    version: String(headers['x-acs-version'] ?? given.Version ?? ''),
    params,
  };
}

/** @throws {Refusal} where it is not a call of this API */
export function check({ action, version }) {
  if (!action) throw missing('Action');
  if (!version) throw missing('Version');
  if (version !== VERSION) throw new Refusal(400, 'InvalidVersion', 'Specified parameter Version is not valid.');
}
