// What a page does beyond plain links, forms and htmx. Nothing here is needed: without it everything still works.
(() => {
  'use strict';

  // Times are shown where the reader is, from the next page on.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) document.cookie = `zone=${zone};path=/;max-age=31536000;samesite=lax`;

  // Where there is room, the inbox stands beside a conversation, from the next page on.
  const wide = matchMedia('(width >= 60rem)');
  const noteWidth = () => { document.cookie = `wide=${+wide.matches};path=/;max-age=31536000;samesite=lax`; };
  wide.addEventListener?.('change', noteWidth);
  noteWidth();

  // A hidden page does not poll: nobody reads it. It catches up as soon as it is shown.
  const nudge = () => document.body.dispatchEvent(new CustomEvent('nudge'));
  document.addEventListener('htmx:config:request', (event) => {
    if (document.hidden && event.detail.ctx.sourceEvent?.type === 'every') event.preventDefault();
  });
  document.addEventListener('visibilitychange', () => document.hidden || nudge());
  addEventListener('pageshow', (event) => event.persisted && nudge());
  addEventListener('online', nudge);

  // ---- The log: stays at the newest message while one is there, and leaves a reader further up alone. ----

  const AT_THE_END = 48; // pixels that still count as being there
  const log = () => document.querySelector('.chat__log');
  const isAtTheEnd = (element) => Math.abs(element.scrollTop) < AT_THE_END; // column-reverse counts from the end
  const pill = () => document.querySelector('[data-new-pill]');
  const toTheEnd = () => { const element = log(); if (element) element.scrollTop = 0; };

  let place = null; // where a reader further up was before new rows came
  document.addEventListener('htmx:before:swap', (event) => {
    const element = log();
    place = null;
    if (!element?.contains(event.detail.ctx.sourceElement) || isAtTheEnd(element)) return;
    place = { height: element.scrollHeight, top: element.scrollTop };
  });
  document.addEventListener('htmx:after:swap', () => {
    const element = log();
    if (!element || !place) return;
    const grown = element.scrollHeight - place.height;
    if (grown > 0) {
      element.scrollTop = place.top - grown;
      const sign = pill();
      if (sign) {
        sign.textContent = sign.dataset.newPill;
        sign.hidden = false;
      }
    }
    place = null;
  });
  document.addEventListener('scroll', (event) => {
    if (event.target === log() && isAtTheEnd(event.target)) pill()?.setAttribute('hidden', '');
  }, true);

  // ---- The keyboard's place survives rows that move. ----

  let focused = null;
  document.addEventListener('htmx:before:swap', () => { focused = document.activeElement?.id || null; });
  document.addEventListener('htmx:after:swap', () => {
    if (focused && document.activeElement === document.body) {
      document.getElementById(focused)?.focus({ preventScroll: true });
    }
  });

  // ---- The composer: Enter sends, text is kept until it is known to be sent. ----

  const sending = new WeakMap(); // form -> the text on its way
  const waiting = new WeakSet(); // forms whose reader pressed Enter again meanwhile
  const isSending = (form) => sending.has(form);
  const failure = (form, shown) => {
    const notice = form.querySelector('[data-send-failed]');
    if (!notice) return;
    notice.lastElementChild.textContent = shown ? notice.dataset.sendFailed : '';
    notice.hidden = !shown;
  };
  const submitIfAny = (form) => form.elements.text.value.trim() && form.requestSubmit();

  document.addEventListener('keydown', (event) => {
    const form = event.target.closest?.('form.composer');
    if (!form || event.key !== 'Enter' || event.shiftKey || event.isComposing || event.target.name !== 'text') return;
    event.preventDefault();
    submitIfAny(form);
  });
  document.addEventListener('htmx:config:request', (event) => {
    const { sourceElement: form, request } = event.detail.ctx;
    if (!form.matches?.('form.composer')) return;
    // One at a time: the same text on its way twice would be one message, another text would be refused.
    if (isSending(form)) { event.preventDefault(); waiting.add(form); return; }
    sending.set(form, form.elements.text.value);
    failure(form, false);
  });
  document.addEventListener('message-sent', (event) => {
    const form = event.target.closest?.('form.composer');
    const box = form?.elements.text;
    const sent = sending.get(form);
    if (!box || sent === undefined) return;
    box.value = box.value.startsWith(sent) ? box.value.slice(sent.length).trimStart() : box.value;
    box.focus({ preventScroll: true });
    toTheEnd();
  });
  const notSent = (event) => {
    const form = event.detail.ctx?.sourceElement;
    if (!form?.matches?.('form.composer')) return;
    waiting.delete(form);
    const status = event.detail.ctx.response?.status ?? 0;
    if (![409, 422, 429].includes(status)) failure(form, true); // those come with words of their own
  };
  document.addEventListener('htmx:response:error', notSent);
  document.addEventListener('htmx:error', notSent);
  document.addEventListener('htmx:finally:request', (event) => {
    const form = event.detail.ctx.sourceElement;
    if (!form?.matches?.('form.composer')) return;
    sending.delete(form);
    if (waiting.delete(form)) submitIfAny(form);
  });

  // ---- Small things. ----

  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-close-chat]')) {
      const empty = document.createElement('div');
      empty.id = 'chat';
      document.getElementById('chat')?.replaceWith(empty);
      document.querySelector('form.contact button')?.focus();
    }
    if (event.target.closest('[data-new-pill]')) toTheEnd();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') document.querySelector('.chat-dock [data-close-chat]')?.click();
  });
  document.addEventListener('htmx:after:swap', (event) => {
    if (event.detail.ctx.target?.id === 'chat') document.querySelector('#chat textarea')?.focus({ preventScroll: true });
  });
  document.addEventListener('change', (event) => event.target.closest('form.sort')?.requestSubmit());
})();
