// The part of the relay that runs in the page: it takes calls, carries them out through `latch.call`, and sends the answers back. Only a page opened
// by the relay's own address knows the token; it keeps the token for its tab and out of the address, which people share.
(async () => {
  'use strict';

  const relay = '/.relay';
  const KEY = 'latch-relay';
  const here = new URL(location.href);
  const given = here.searchParams.get('relay');
  if (given !== null) {
    sessionStorage.setItem(KEY, given);
    here.searchParams.delete('relay');
    history.replaceState(history.state, '', here);
  }
  const token = sessionStorage.getItem(KEY);
  if (token === null || window.top !== window) return;

  await window.latch.ready;

  const send = (answer) => fetch(`${relay}/answer`, { method: 'POST', headers: { 'x-latch-relay': token }, body: JSON.stringify(answer) });

  async function carryOut({ id, action, params }) {
    const answer = await window.latch.call(action, params).catch((error) => ({ trouble: String(error?.message ?? error) }));
    const { Kept: kept } = window.latch.kept;
    // If the relay has gone, nobody waits for the answer.
    await send({ id, ...answer, kept }).catch(() => {});
  }

  // Tabs of one browser share the account, and a browser limits its connections to a host: only the tab with this lock connects, and when it closes
  // the next one takes over.
  navigator.locks.request('latch-relay', () => {
    const calls = new EventSource(`${relay}/calls?relay=${encodeURIComponent(token)}`);
    calls.onopen = () => (document.documentElement.dataset.relay = 'open');
    // It reconnects on its own, also to a restarted relay with the same token.
    calls.onerror = () => delete document.documentElement.dataset.relay;
    calls.onmessage = ({ data }) => void carryOut(JSON.parse(data));
    return new Promise(() => {});
  });
})();
