// Parses a request of ECS's clients into `{ action, version, params }`. Both styles: the newer one names the action in headers, the older one among
// the parameters; if both do, the parameters win. Checks no signature.

/** The API versions, and the actions of each; `undefined` = all. VPC has its own version, with which some clients ask for networks. */
const VERSIONS = new Map([['2014-05-26', undefined], ['2016-04-28', ['DescribeVpcs', 'DescribeVSwitches']]]);
const MOST_BYTES = 1 << 20;
/** Parameters about the request itself. They differ in every call, so with them a repeated ClientToken would count as another call. */
const ENVELOPE = /^(action|version|format|accesskeyid|securitytoken|bearertoken|timestamp|signature[a-z]*)$/i;

/** The answer to a request that never reaches an operation (docs/ecs.md 2.1, 2.2). */
export class Refusal extends Error {
  constructor(status, code, message) {
    super(message);
    Object.assign(this, { status, code });
  }
}

const missing = (name) =>
  new Refusal(400, 'MissingParameter', `The input parameter ${name} that is mandatory for processing this request is not supplied.`);
export const malformed = (what) => new Refusal(400, 'InvalidParameter', `The specified ${what} is not valid.`);
const unknown = () => new Refusal(404, 'InvalidAction.NotFound', 'Specified api is not found, please check your url and method.');

/** Whether the request is an API call; any other is for a file. */
export function isCall({ method, headers }, { pathname, searchParams }) {
  return pathname === '/' && (method === 'POST' || headers['x-acs-action'] !== undefined || searchParams.has('Action'));
}

export async function readText(request, most = MOST_BYTES) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    // The body is read to its end, because a client that is still sending would not see the answer.
    if (size <= most) parts.push(part);
  }
  if (size > most) throw new Refusal(413, 'InvalidParameter', 'The request is too large.');
  return Buffer.concat(parts).toString();
}

/** Parameters by name. A name that is given twice with different values is refused, so that no value is dropped silently. */
function pairs(search) {
  const params = new Map();
  for (const [name, value] of search) {
    if (params.has(name) && params.get(name) !== value) throw malformed(name);
    params.set(name, value);
  }
  return params;
}

function readBody(text, type) {
  if (text.trim() === '') return new Map();
  if (type === 'application/json') {
    let body;
    try {
      body = JSON.parse(text);
    } catch {
      throw malformed('body');
    }
    if (typeof body !== 'object' || body === null || Array.isArray(body)) throw malformed('body');
    return new Map(Object.entries(body));
  }
  // Without a type, the body is a form.
  if (!['', 'application/x-www-form-urlencoded'].includes(type)) throw malformed('Content-Type');
  return pairs(new URLSearchParams(text));
}

/** The call as sent, which need not be valid. @throws {Refusal} if it cannot be parsed */
export async function readCall(request, { searchParams }) {
  const { headers, method } = request;
  if (!['GET', 'POST'].includes(method)) throw new Refusal(403, 'UnsupportedHTTPMethod', 'This http method is not supported.');
  const type = (headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
  const body = readBody(await readText(request), type);
  const given = pairs(searchParams);
  for (const [name, value] of body) {
    if (given.has(name) && String(value) !== given.get(name)) throw malformed(name);
    given.set(name, value);
  }
  const text = (name) => String(given.get(name) ?? '');
  // In the header, some clients begin an action's name with a small letter.
  const header = (headers['x-acs-action'] ?? '').replace(/^[a-z]/, (letter) => letter.toUpperCase());
  return {
    action: text('Action') || header,
    version: text('Version') || (headers['x-acs-version'] ?? ''),
    params: Object.fromEntries([...given].filter(([name]) => !ENVELOPE.test(name))),
  };
}

/** @throws {Refusal} if it is not a call of this API */
export function check({ action, version }) {
  if (!action) throw missing('Action');
  if (!version) throw missing('Version');
  if (!VERSIONS.has(version)) throw new Refusal(400, 'InvalidVersion', 'Specified parameter Version is not valid.');
  const known = VERSIONS.get(version);
  if (known && !known.includes(action)) throw unknown();
}
