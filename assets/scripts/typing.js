// What somebody types into a composer: it is kept for them, and the other side sees that they do. Nothing here is needed.
(() => {
  'use strict';

  // A panel that is opened again brings the script again.
  const root = document.documentElement;
  if (root.dataset.typed) return;
  root.dataset.typed = 'on';

  const find = (selector) => document.querySelector(selector);

  // ---- The draft is kept a moment after the last key (the box asks for that itself), and at once when its page goes. ----

  let kept = null; // what was kept last, if it is not what the page came with
  addEventListener('htmx:finally:request', ({ detail: { ctx } }) => {
    if (ctx.pendingRow && ctx.hx?.trigger) kept = ctx.values.draft;
    else if (ctx.sourceElement.name === 'text' && ctx.response?.status < 400) kept = ctx.request.body.get('text');
  });
  const keep = () => {
    const form = find('form.composer');
    const box = form?.elements.text;
    if (!box || box.value === (kept ?? box.defaultValue)) return;
    kept = box.value;
    const body = new URLSearchParams(new FormData(form));
    fetch(box.getAttribute('hx-post'), { method: 'POST', body, keepalive: true }).catch(() => { kept = null; });
  };
  addEventListener('visibilitychange', () => document.hidden && keep());
  addEventListener('pagehide', keep);
  addEventListener('click', (event) => {
    if (!event.target.closest('[data-close-chat]')) return;
    keep();
    kept = null;
  }, true);

  // ---- That somebody is typing goes from page to page over the socket, and is over after a while. ----

  const SHOWN = 5000; // milliseconds
  const STEP = 1000;
  const SPOKEN = 1000; // after which it need not be found a second time on the page
  let signalled = -STEP;
  let over = 0;
  const sign = () => find('[data-typing]');
  const tell = (text) => {
    const line = Object.assign(document.createElement('p'), { textContent: text });
    find('[data-voice]')?.append(line);
    setTimeout(() => line.remove(), SPOKEN);
  };
  const show = (shown) => {
    const place = sign();
    if (!place) return;
    if (shown && place.hidden) tell(place.dataset.says);
    place.lastElementChild.textContent = shown ? place.dataset.says : '';
    place.hidden = !shown;
    clearTimeout(over);
    if (shown) over = setTimeout(show, SHOWN, false);
  };
  addEventListener('htmx:ws:before:message:incoming', ({ detail: { message } }) => {
    const about = JSON.parse(message.data).typing;
    if (about && String(about) === sign()?.dataset.typing) show(true);
  });
  addEventListener('htmx:before:settle', ({ detail: { newContent } }) => {
    const isNews = newContent.some((node) => node.matches?.('.tail'));
    if (isNews && newContent.some((node) => node.matches?.('.message:not(.message--own)'))) show(false);
  });
  addEventListener('input', ({ target, timeStamp }) => {
    if (!target.form?.matches('.composer') || !target.value || !sign() || timeStamp - signalled < STEP) return;
    signalled = timeStamp;
    document.dispatchEvent(new CustomEvent('typing', { detail: sign().dataset.typing }));
  });
})();
