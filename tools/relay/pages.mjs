// The open pages, and the calls that one of them carries out. A page listens on an event stream that it opens itself, and answers by POST requests;
// so only the page's own origin is needed, and its policy stays unchanged.
import { Refusal } from './request.mjs';

const PATIENCE_MS = 60_000;

const unavailable = (message) => new Refusal(503, 'ServiceUnavailable', message);

/** `notice(text)` is called when a page connects or the last one leaves. A call waits `reload` ms for a page that is reloading. */
export function openPages(notice, reload) {
  /** Event streams; the last one receives the calls. */
  const streams = [];
  const waiting = new Map();
  /** Callbacks for the next page that connects. */
  const arrivals = new Set();

  function listen(response) {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    // How soon the page reconnects after the relay has gone.
    response.write('retry: 500\n\n');
    streams.push(response);
    notice('a page is open and answers');
    for (const arrived of [...arrivals]) arrived();
    response.on('close', () => {
      streams.splice(streams.indexOf(response), 1);
      for (const call of [...waiting.values()].filter(({ stream }) => stream === response)) {
        call.reject(unavailable('The page was closed before it answered; the call may have been carried out.'));
      }
      if (streams.length === 0) notice('no page is open');
    });
  }

  /** Resolves to the page that answers, at once or as soon as it has reconnected; rejects if none connects. */
  function page() {
    if (streams.length > 0) return Promise.resolve(streams.at(-1));
    return new Promise((resolve, reject) => {
      const settle = (done) => {
        clearTimeout(timer);
        arrivals.delete(arrived);
        done();
      };
      const arrived = () => settle(() => resolve(streams.at(-1)));
      const gone = unavailable('No page is open that could answer: open the address that the relay has printed in a browser.');
      const timer = setTimeout(() => settle(() => reject(gone)), reload);
      arrivals.add(arrived);
    });
  }

  /** Resolves to `{ status, body, kept }`. */
  async function call(id, action, params) {
    const stream = await page();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(unavailable('The page does not answer; reload it.')), PATIENCE_MS);
      waiting.set(id, { stream, resolve, reject, timer });
      stream.write(`data: ${JSON.stringify({ id, action, params })}\n\n`);
    }).finally(() => {
      clearTimeout(waiting.get(id).timer);
      waiting.delete(id);
    });
  }

  /** Takes the answer that a page posted. */
  function answer({ id, status, body, kept, trouble }) {
    const call = waiting.get(id);
    if (trouble === undefined) call?.resolve({ status, body, kept });
    else call?.reject(new Refusal(500, 'InternalError', `The page could not answer: ${trouble}.`));
  }

  return { listen, call, answer };
}
