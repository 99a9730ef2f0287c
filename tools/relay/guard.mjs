// Who may ask what. A browser sends any site's requests to a port of its computer, and a foreign name can be made to lead here: so a request
// must say a name that is ours, and one that a browser sends must come from our own page. Programs are not asked who they are.

/** Names of this computer. */
const LOOPBACK = /^(127\.0\.0\.1|localhost)(:\d+)?$/i;
/** Names that only a program with this relay as its proxy comes by; a browser reaches the real ones. */
const SERVICE = /^(ecs|vpc)[a-z0-9.-]*\.aliyuncs\.com(:\d+)?$/i;
/** What a page is shown in when it is not alone. */
const FRAMES = new Set(['iframe', 'frame', 'embed', 'object', 'fencedframe']);
/** Actions by which nothing changes. */
const READS = /^(Describe|List)[A-Za-z]*$/;

/** Headers of every answer: no other site can show a page of this one in its own, or learn where a link led from. */
export const HEADERS = {
  'content-security-policy': "frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
};

/** Where a request is meant to go, `{ url, isService }`; nothing where that is not here. A proxy's client says it in the request line. */
export function target({ url: line, headers: { host = '' } }) {
  const isProxied = /^http:\/\//i.test(line);
  const whole = isProxied ? line : line.startsWith('/') ? `http://${host}${line}` : undefined;
  if (!whole || !URL.canParse(whole)) return undefined;
  const url = new URL(whole);
  const isOurs = (name) => LOOPBACK.test(name) || SERVICE.test(name);
  if (!isOurs(url.host) || (host !== '' && !isOurs(host)) || url.username || url.password) return undefined;
  return { url, isService: SERVICE.test(url.host) };
}

/** Whether the request is one of a browser. Some say from where it comes only to https, so that it is one is seen by its name too. */
const isBrowser = ({ 'sec-fetch-site': site, origin, 'user-agent': agent = '' }) =>
  site !== undefined || origin !== undefined || /^(Mozilla|Opera)\//.test(agent);

/** Whether it says that another site's page sent it. */
export const isForeign = ({ headers: { origin, 'sec-fetch-site': site = 'none' } }, url) =>
  (origin !== undefined && origin !== url.origin) || !['same-origin', 'none'].includes(site);

/** Whether the request may do what it asks: it is a program's, or our own page's. An address that was typed in may only read. */
export function mayAct(request, url, action) {
  const { headers } = request;
  if (!isBrowser(headers)) return true;
  if (isForeign(request, url)) return false;
  return headers['sec-fetch-site'] === 'same-origin' || headers.origin === url.origin || READS.test(action);
}

/** Whether a page would be shown inside another one. */
export const isFramed = ({ headers }) => FRAMES.has(headers['sec-fetch-dest']);
