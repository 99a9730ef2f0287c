// Decides who may send which request. A browser sends requests of any site to a port of its computer, and a foreign name can resolve to this
// computer: so a request must name one of our hosts, and a browser's request must come from our own page. Other programs are not checked.

/** Names of this computer. */
const LOOPBACK = /^(127\.0\.0\.1|localhost)(:\d+)?$/i;
/** Host names that reach this relay only as a proxy; a browser resolves them to the real service. */
const SERVICE = /^(ecs|vpc)[a-z0-9.-]*\.aliyuncs\.com(:\d+)?$/i;
/** Fetch destinations of a page embedded in another one. */
const FRAMES = new Set(['iframe', 'frame', 'embed', 'object', 'fencedframe']);
/** Actions that change nothing. */
const READS = /^(Describe|List)[A-Za-z]*$/;

/** Headers of every answer: no other site can embed a page of this one, or learn where a link came from. */
export const HEADERS = {
  'content-security-policy': "frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
};

/** The target of a request, `{ url, isService }`; `undefined` if it is not meant for this relay. A proxy's client puts it in the request line. */
export function target({ url: line, headers: { host = '' } }) {
  const isProxied = /^http:\/\//i.test(line);
  const whole = isProxied ? line : line.startsWith('/') ? `http://${host}${line}` : undefined;
  if (!whole || !URL.canParse(whole)) return undefined;
  const url = new URL(whole);
  const isOurs = (name) => LOOPBACK.test(name) || SERVICE.test(name);
  if (!isOurs(url.host) || (host !== '' && !isOurs(host)) || url.username || url.password) return undefined;
  return { url, isService: SERVICE.test(url.host) };
}

/** Whether a browser sent the request. Some send the `sec-fetch` headers only to https, so the user agent is checked too. */
const isBrowser = ({ 'sec-fetch-site': site, origin, 'user-agent': agent = '' }) =>
  site !== undefined || origin !== undefined || /^(Mozilla|Opera)\//.test(agent);

/** Whether its headers say that another site's page sent it. */
export const isForeign = ({ headers: { origin, 'sec-fetch-site': site = 'none' } }, url) =>
  (origin !== undefined && origin !== url.origin) || !['same-origin', 'none'].includes(site);

/** Whether the request may do what it asks: it comes from a program or our own page. An address that was typed in may only read. */
export function mayAct(request, url, action) {
  const { headers } = request;
  if (!isBrowser(headers)) return true;
  if (isForeign(request, url)) return false;
  return headers['sec-fetch-site'] === 'same-origin' || headers.origin === url.origin || READS.test(action);
}

/** Whether the page would be embedded in another one. */
export const isFramed = ({ headers }) => FRAMES.has(headers['sec-fetch-dest']);
