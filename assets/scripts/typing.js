// Text that is typed into a composer: it is saved as a draft, and the other person sees the typing indicator.
(() => {
  'use strict';

  // A panel that is opened again loads the script again.
  const root = document.documentElement;
  if (root.dataset.typed) return;
  root.dataset.typed = 'on';

  const find = (selector) => document.querySelector(selector);

  // ---- Drafts. The text box saves it a second after the last input, this script when the page closes. ----

  let savedText = null; // null: the text that the page was loaded with
  addEventListener('htmx:finally:request', ({ detail }) => {
    const { ctx } = detail;
    if (ctx.pendingRow && ctx.hx?.trigger) savedText = ctx.values.draft;
    else if (ctx.sourceElement.name === 'text' && ctx.response?.status < 400) {
      savedText = ctx.request.body.get('text');
    }
  });
  const saveDraft = () => {
    const form = find('form.composer');
    const box = form?.elements.text;
    if (!box || box.value === (savedText ?? box.defaultValue)) return;
    savedText = box.value;
    const body = new URLSearchParams(new FormData(form));
    fetch(box.getAttribute('hx-post'), { method: 'POST', body, keepalive: true }).catch(() => {
      savedText = null;
    });
  };
  addEventListener('visibilitychange', () => document.hidden && saveDraft());
  addEventListener('pagehide', saveDraft);
  const onCapture = (type, listener) => addEventListener(type, listener, true);
  onCapture('click', (event) => {
    if (!event.target.closest('[data-close-chat]')) return;
    saveDraft();
    savedText = null;
  });

  // ---- The typing indicator. It is shown for a while after each signal that the WebSocket receives. ----

  const SHOWN_FOR = 5000; // milliseconds
  const SIGNAL_INTERVAL = 1000; // milliseconds
  // The region keeps a text for a moment, or screen readers would find it a second time on the page.
  const ANNOUNCED_FOR = 1000; // milliseconds
  let lastSignal = -SIGNAL_INTERVAL;
  let hideTimer = 0;
  const indicator = () => find('[data-typing]');
  const announce = (text) => {
    const line = Object.assign(document.createElement('p'), { textContent: text });
    find('[data-voice]')?.append(line);
    setTimeout(() => line.remove(), ANNOUNCED_FOR);
  };
  const showTyping = (isTyping) => {
    const element = indicator();
    if (!element) return;
    const { says } = element.dataset;
    if (isTyping && element.hidden) announce(says);
    element.lastElementChild.textContent = isTyping ? says : '';
    element.hidden = !isTyping;
    clearTimeout(hideTimer);
    if (isTyping) hideTimer = setTimeout(showTyping, SHOWN_FOR, false);
  };
  addEventListener('htmx:ws:before:message:incoming', ({ detail }) => {
    const conversation = JSON.parse(detail.message.data).typing;
    if (conversation && String(conversation) === indicator()?.dataset.typing) showTyping(true);
  });
  addEventListener('htmx:before:settle', ({ detail }) => {
    const has = (selector) => detail.newContent.some((node) => node.matches?.(selector));
    // Only a poll brings a tail: its messages are new.
    if (has('.tail') && has('.message:not(.message--own)')) showTyping(false);
  });
  addEventListener('input', ({ target, timeStamp }) => {
    if (!target.form?.matches('.composer') || !target.value || !indicator()) return;
    if (timeStamp - lastSignal < SIGNAL_INTERVAL) return;
    lastSignal = timeStamp;
    document.dispatchEvent(new CustomEvent('typing', { detail: indicator().dataset.typing }));
  });
})();
