// Translates between Playwright, which expects a browser's pages as Safari's bridge reports them, and the inspector of WebKitGTK, which lists them
// on an HTML page.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const { ws: WebSocket, wsServer: WebSocketServer } = createRequire(import.meta.url)('playwright-core/lib/utilsBundle');
/** Longest wait for a new window to begin its change of process; after that it does not change at all. */
const LONGEST_CHANGE_MS = 10_000;
// In the browser, an answer waits 40 ms for its acknowledgement (Nagle's algorithm), unless another request arrives meanwhile.
const NOTHING = 'Nothing.isAsked';
const NUDGE = JSON.stringify({ id: 2 ** 30, method: NOTHING });
const ANSWER = /^{"method":"Target.dispatchMessageFromTarget".*\\"id\\":\d+}"}}$/;
const NUDGE_MS = [0, 1, 1, 2, 4, 8];
const PART_BYTES = 64 * 1024;
const MOST_BYTES = 256 * 1024 * 1024;

/** The ids of the present pages of a browser with its inspector at `port`, the oldest first. */
export async function pageIds(port) {
  const text = await (await fetch(`http://127.0.0.1:${port}/`)).text();
  return [...text.matchAll(/\/socket\/(\d+\/\d+)\/WebPage/g)].map(([, id]) => id);
}

/**
 * Passes the inspector's messages on. A window that was just opened changes its process at once, before Playwright can follow: with `isNew`,
 * everything is held back until the change is complete.
 */
function settled(isNew, tell) {
  let isChanging = false;
  let isSettled = !isNew;
  const settle = (targetId) => {
    if (isSettled) return;
    isSettled = true;
    tell(JSON.stringify({ method: 'Target.targetCreated', params: { targetInfo: { targetId, type: 'page' } } }));
  };
  return (text) => {
    if (isSettled) return tell(text);
    const { method, params } = JSON.parse(text);
    if (method === 'Target.targetCreated') {
      const { targetId, isProvisional } = params.targetInfo;
      isChanging ||= isProvisional;
      if (!isProvisional) setTimeout(() => isChanging || settle(targetId), LONGEST_CHANGE_MS).unref();
    } else if (method === 'Target.didCommitProvisionalTarget') {
      settle(params.newTargetId);
    }
  };
}

/** The header in which the client names its page: here, each browser of Playwright's has one page. */
export const PAGE_HEADER = 'x-page';

/** The receiver takes no more than 128 KiB at a time. */
function sendInParts(socket, bytes) {
  for (let at = 0; at === 0 || at < bytes.length; at += PART_BYTES) {
    socket.send(bytes.subarray(at, at + PART_BYTES), { binary: false, fin: at + PART_BYTES >= bytes.length });
  }
}

export async function startBridge(port) {
  const server = createServer((request, response) => {
    const own = `ws://127.0.0.1:${server.address().port}/${request.headers[PAGE_HEADER]}`;
    response.end(JSON.stringify([{ webSocketDebuggerUrl: own }]));
  });
  const sockets = new WebSocketServer({ server, maxPayload: MOST_BYTES });
  sockets.on('connection', (client, request) => {
    const inspector = new WebSocket(`ws://127.0.0.1:${port}/socket${request.url.replace('/new', '')}/WebPage`, { maxPayload: MOST_BYTES });
    const unsent = [];
    let unanswered = 0;
    let nudged = 0;
    let nudging;
    const nudge = () => {
      nudging = undefined;
      if (unanswered === 0 || inspector.readyState !== WebSocket.OPEN) return;
      inspector.send(NUDGE);
      nudging = setTimeout(nudge, NUDGE_MS[Math.min(nudged++, NUDGE_MS.length - 1)]);
    };
    const ask = (text) => {
      sendInParts(inspector, Buffer.from(text));
      if (!text.includes('"Target.sendMessageToTarget"')) return;
      unanswered += 1;
      nudged = 0;
      clearTimeout(nudging);
      nudging = setTimeout(nudge, 0);
    };
    client.on('message', (data) => (inspector.readyState === WebSocket.OPEN ? ask(String(data)) : unsent.push(String(data))));
    inspector.on('open', () => unsent.splice(0).forEach(ask));
    const tell = settled(request.url.startsWith('/new/'), (text) => client.send(text));
    inspector.on('message', (data) => {
      const text = String(data);
      if (text.includes("'Nothing' domain")) return;
      if (ANSWER.test(text)) unanswered = Math.max(0, unanswered - 1);
      tell(text);
    });
    for (const [one, other] of [[client, inspector], [inspector, client]]) {
      one.on('close', () => other.close());
      one.on('error', () => other.close());
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      server.close();
    },
  };
}
