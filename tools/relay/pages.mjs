// The pages that are open, and the calls that one of them is asked to carry out. A page listens on an event stream, which it
// opens itself, and answers by posts; so nothing but the page's own origin is needed, and its policy stays as it is.
import { Refusal } from './request.mjs';

const PATIENCE_MS = 60_000;

const unavailable = (message) => new Refusal(503, 'ServiceUnavailable', message);

/** `notice(text)` is told when a page comes or the last one goes. A call waits `reload` ms for a page that comes back. */
export function openPages(notice, reload) {
  /** Event streams; the last one is asked. */
  const streams = [];
  const waiting = new Map();
  /** Called when a page comes. */
  const arrivals = new Set();

  function listen(response) {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    // How soon the page tries again when the relay is gone.
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

  /** Resolves to the page that answers, at once or as soon as it has come back; rejects where none comes. */
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

  /** Takes what a page posted. */
  function answer({ id, status, body, kept, trouble }) {
    const call = waiting.get(id);
    if (trouble === undefined) call?.resolve({ status, body, kept });
    else call?.reject(new Refusal(500, 'InternalError', `The page could not answer: ${trouble}.`));
  }

  return { listen, call, answer };
}
