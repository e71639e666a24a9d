// What a page does beyond plain links, forms and htmx. Nothing here is needed: without it everything still works.
(() => {
  'use strict';

  const on = (type, listener, capture) => document.addEventListener(type, listener, capture);
  const find = (selector) => document.querySelector(selector);

  // Times are shown where the reader is, from the next page on.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) document.cookie = `zone=${zone};path=/;max-age=31536000;samesite=lax`;

  // Where there is room, the inbox stands beside a conversation, from the next page on.
  const wide = matchMedia('(width >= 60rem)');
  const noteWidth = () => { document.cookie = `wide=${+wide.matches};path=/;max-age=31536000;samesite=lax`; };
  wide.addEventListener?.('change', noteWidth);
  noteWidth();

  // A hidden page or pane does not poll: nobody reads it. It catches up as soon as it is shown.
  const nudge = () => document.hidden || document.body.dispatchEvent(new CustomEvent('nudge'));
  on('htmx:config:request', (event) => {
    const { sourceEvent, sourceElement } = event.detail.ctx;
    const isHidden = () => document.hidden || sourceElement.parentElement?.offsetParent === null;
    if (sourceEvent?.type === 'every' && isHidden()) event.preventDefault();
  });
  on('visibilitychange', nudge);
  addEventListener('pageshow', (event) => event.persisted && nudge());
  addEventListener('online', nudge);

  // ---- The log: stays at the newest message while one is there, and leaves a reader further up alone. ----

  const AT_THE_END = 48; // pixels that still count as being there
  const log = () => find('.chat__log');
  const isAtTheEnd = (element) => Math.abs(element.scrollTop) < AT_THE_END; // column-reverse counts from the end
  const pill = () => find('[data-new-pill]');
  const toTheEnd = () => { const element = log(); if (element) element.scrollTop = 0; };

  let place = null; // the first row in view and where it was, for a reader further up
  on('htmx:before:swap', ({ detail: { ctx: { sourceElement: source } } }) => {
    const element = log();
    place = null;
    if (!element?.contains(source) || isAtTheEnd(element)) return;
    const edge = element.getBoundingClientRect().top;
    const row = rows().find((one) => one.getBoundingClientRect().bottom > edge);
    if (row) place = { row, top: row.getBoundingClientRect().top, rows: rows().length, isNews: source.matches('.tail') };
  });
  on('htmx:after:swap', () => {
    const element = log();
    if (!element || !place) return;
    if (place.row.isConnected) element.scrollTop += place.row.getBoundingClientRect().top - place.top;
    const sign = pill();
    if (sign && place.isNews && rows().length > place.rows) {
      sign.textContent = sign.dataset.newPill;
      sign.hidden = false;
    }
    place = null;
  });
  on('scroll', (event) => {
    if (event.target === log() && isAtTheEnd(event.target)) pill()?.setAttribute('hidden', '');
  }, true);

  // ---- The keyboard's place survives rows that move. ----

  let focused = null;
  on('htmx:before:swap', () => { focused = document.activeElement?.id || null; });
  on('htmx:after:swap', () => {
    if (focused && document.activeElement === document.body) {
      document.getElementById(focused)?.focus({ preventScroll: true });
    }
  });

  // ---- Sending: a message stands in the log at once, and is replaced by the row that the poll brings. ----

  const AS_PRESSED_TWICE = 1000; // milliseconds
  const WITH_WORDS_OF_THEIR_OWN = [409, 422, 429];
  const SURVIVES_THE_PAGE = 4000; // characters; browsers let only small requests do that

  let onItsWay = null; // the one bubble that is being sent: they arrive in the order they were written
  let pressed = 0;
  const composer = () => find('form.composer');
  const pattern = () => find('[data-pending]');
  const quoting = () => find('.quoting'); // what the composer's message answers

  // What has not arrived outlives this page, but not its tab: name -> [text, whether it failed, what it answers, files].
  const unsent = (key, change) => {
    try {
      const all = JSON.parse(sessionStorage.getItem(key) ?? '{}');
      if (change?.(all)) sessionStorage.setItem(key, JSON.stringify(all));
      return all;
    } catch { return {}; } // a browser that keeps nothing
  };
  const textOf = (bubble) => bubble.querySelector('.bubble p').textContent;
  const filesOf = (bubble) => bubble.querySelector('.files');
  const brought = () => [...document.querySelectorAll('.tray li input')].map((one) => one.closest('li')); // for its message
  const keep = (bubble, failed) => {
    const { key, name, replyTo } = bubble.dataset;
    unsent(key, (all) => { all[name] = [textOf(bubble), failed, replyTo, filesOf(bubble).innerHTML]; return true; });
  };
  const forget = ({ dataset: { key, name } }) => unsent(key, (all) => delete all[name]);

  const newName = () => crypto.getRandomValues(new Uint32Array(4)).join('-');
  const standsWith = (row, now) => {
    const then = new Date(row?.querySelector('time').dateTime);
    const isClose = now - then < pattern().dataset.together && then.toDateString() === now.toDateString();
    return isClose && row.matches('.message--own');
  };
  const addBubble = (name, text, replyTo, files) => {
    const bubble = document.createRange().createContextualFragment(pattern().dataset.bubble).firstElementChild;
    const [now, time] = [new Date(), bubble.querySelector('time')];
    bubble.id = `pending-${name}`;
    Object.assign(bubble.dataset, { name, key: pattern().dataset.pending, replyTo });
    time.dateTime = now.toISOString();
    time.textContent = now.toTimeString().slice(0, 5);
    bubble.querySelector('.bubble p').textContent = text;
    filesOf(bubble).innerHTML = files;
    if (standsWith([...log().querySelectorAll('.message')].pop(), now)) {
      bubble.classList.add('message--more');
      bubble.querySelector('.message__meta').classList.add('visually-hidden');
      bubble.querySelector('.avatar').remove();
    }
    log().querySelector('.messages').append(bubble);
    return bubble;
  };
  const removeBubble = (bubble) => {
    if (bubble.contains(document.activeElement)) composer()?.elements.text.focus({ preventScroll: true });
    forget(bubble);
    bubble.remove();
  };
  const failure = (form, shown) => {
    const notice = form.querySelector('[data-send-failed]');
    if (!notice) return;
    notice.lastElementChild.textContent = shown ? notice.dataset.sendFailed : '';
    notice.hidden = !shown;
  };
  const isSending = (bubble, is) => {
    bubble.classList.toggle('message--sending', is);
    bubble.classList.toggle('message--failed', !is);
    keep(bubble, !is);
  };
  const sendNext = () => {
    const form = composer();
    if (onItsWay || !form) return;
    onItsWay = find('.message--sending');
    if (!onItsWay) return;
    failure(form, false);
    const { name, replyTo } = onItsWay.dataset;
    const draft = form.elements.text.value;
    const values = { client_id: name, text: textOf(onItsWay), reply_to: replyTo, draft };
    htmx.ajax('POST', form.action, { source: form, bubble: onItsWay, values });
  };

  const COMPOSING = 229; // the code of keys that an input method takes, also where their event does not say so
  on('keydown', (event) => {
    const form = event.target.closest?.('form.composer');
    if (!form || event.key !== 'Enter' || event.shiftKey || event.keyCode === COMPOSING || event.target.name !== 'text') return;
    event.preventDefault();
    if (event.target.value.trim() || find('.tray li')) form.querySelector('.send').click();
  });
  on('submit', (event) => {
    const form = event.target;
    if (!form.matches('form.composer')) return;
    const box = form.elements.text;
    const text = box.value.trim();
    const files = brought();
    const again = !box.value && !files.length && event.timeStamp - pressed < AS_PRESSED_TWICE;
    if (!text && !files.length && !again) return; // the server says what is missing
    event.stopPropagation();
    if (!pattern()) return; // an older part of the conversation: the answer is the page with the newest
    event.preventDefault();
    box.focus({ preventScroll: true });
    if (again) return;
    pressed = event.timeStamp;
    box.value = '';
    box.dispatchEvent(new Event('htmx:abort')); // a draft on its way would come back after it
    const html = files.map((file) => file.outerHTML).join('');
    isSending(addBubble(newName(), text, form.elements.reply_to?.value ?? '', html), true);
    for (const file of files) file.remove();
    quoting().replaceChildren();
    toTheEnd();
    sendAgain(true); // or it would overtake what got lost
  }, true);
  on('click', (event) => {
    if (!event.target.closest('[data-send-again]')) return;
    isSending(event.target.closest('.message'), true);
    composer()?.elements.text.focus({ preventScroll: true });
    sendNext();
  });

  on('htmx:config:request', ({ detail: { ctx } }) => {
    if (!ctx.bubble) return;
    for (const { name, value } of ctx.bubble.querySelectorAll('input')) ctx.request.body.append(name, value);
    if (ctx.values.text.length <= SURVIVES_THE_PAGE) ctx.request.keepalive = true;
  });
  on('htmx:before:swap', (event) => {
    const { ctx, ctx: { sourceElement: source } } = event.detail;
    // Whatever stands between here and the site may answer with a page of its own: it takes no place of ours.
    const isPlace = ctx.response?.status === 200 && source.matches?.('.composer, [hx-trigger*=every]');
    ctx.isForeign = isPlace && !ctx.text.includes(source.id);
    if (ctx.isForeign) event.preventDefault();
    if (!ctx.bubble) return;
    ctx.draft = composer()?.elements.text.value;
    ctx.quoting = quoting();
  });
  // A fresh composer leaves alone what is being written, and what was refused comes back before it.
  const restoreDraft = (form, ctx, refused) => {
    const box = form.elements.text;
    const whole = [...refused, ctx.draft ?? box.value].filter(Boolean).join('\n');
    if (box.value !== whole) box.value = whole;
    if (!refused.length && ctx.quoting) quoting().replaceWith(ctx.quoting);
  };
  on('htmx:finally:request', ({ detail: { ctx } }) => {
    const status = ctx.response?.status ?? 0;
    if (!ctx.sourceElement.matches?.('form.composer') || status === 401) return; // 401: on the way to sign in
    const [form, bubble] = [composer(), ctx.bubble];
    const refused = status >= 400 && status < 500;
    const lost = !refused && !ctx.hx?.trigger; // also if somebody else answered
    const back = [];
    if (bubble) {
      onItsWay = null;
      if (lost) {
        // What was written after it waits as well, so that nothing overtakes it.
        for (const one of document.querySelectorAll('.message--sending')) isSending(one, false);
        if (bubble.isConnected) say([bubble.querySelector('.receipt--failed').textContent]);
      } else if (refused) {
        // What was written after it comes back with it, so that nothing overtakes it.
        for (const one of document.querySelectorAll('.message--sending')) {
          back.push(textOf(one));
          find('.tray ul')?.append(...filesOf(one).children);
          removeBubble(one);
        }
      } else {
        bubble.classList.remove('message--sending');
        forget(bubble);
      }
      if (form) restoreDraft(form, ctx, back);
    }
    if (form && (refused || lost && !bubble) && !WITH_WORDS_OF_THEIR_OWN.includes(status)) failure(form, true);
    sendNext();
  });

  // What got lost goes out by itself, in its order, once something comes through again; not for ever.
  const MOST_TRIES = 5;
  const sendAgain = (isAsked) => {
    for (const bubble of document.querySelectorAll('.message--failed')) {
      bubble.dataset.tries = Number(bubble.dataset.tries ?? 0) + 1;
      if (isAsked || bubble.dataset.tries <= MOST_TRIES) isSending(bubble, true);
    }
    sendNext();
  };

  // What an earlier page could not send, and what it was still sending.
  const resume = () => {
    if (!pattern()) return;
    for (const [name, [text, failed, replyTo, files]] of Object.entries(unsent(pattern().dataset.pending))) {
      const bubble = addBubble(name, text, replyTo, files);
      const box = composer().elements.text;
      if (box.value.trim() === text) box.value = ''; // kept as a draft before it was sent
      if (rows().some((row) => row.dataset.clientId === name)) removeBubble(bubble);
      else isSending(bubble, !failed);
    }
    onItsWay = null;
    sendNext();
  };

  // ---- News: the real row takes a bubble's place in the same moment; what the other side writes is spoken. ----

  const SPOKEN = 1000; // milliseconds after which it need not be found a second time on the page
  const rows = () => [...document.querySelectorAll('.messages > [id^="message-"]')];
  let hush = 0;
  const say = (lines) => {
    const voice = find('[data-voice]');
    if (!voice || !lines.length) return;
    voice.append(...lines.map((line) => Object.assign(document.createElement('p'), { textContent: line })));
    clearTimeout(hush);
    hush = setTimeout(() => voice.replaceChildren(), SPOKEN);
  };
  on('htmx:before:settle', ({ detail: { newContent } }) => {
    const added = newContent.filter((node) => node.matches?.('.message'));
    for (const { dataset: { clientId } } of added) {
      const bubble = clientId && document.getElementById(`pending-${clientId}`);
      if (bubble) removeBubble(bubble);
    }
    // Older ones come without a tail.
    if (!newContent.some((node) => node.matches?.('.tail'))) return;
    const text = (row, part) => row.querySelector(part)?.textContent;
    const theirs = added.filter((row) => !row.matches('.message--own'));
    const lines = (row) => [`${text(row, '.message__meta b')}: ${text(row, '.bubble')}`, text(row, '.caution')];
    say(theirs.flatMap(lines).filter(Boolean));
  });

  // ---- One message: a sheet says what can be done with it; the keyboard goes there and back. ----

  let opener = null;
  const closeSheet = () => {
    find('.sheet')?.remove();
    document.getElementById(opener)?.focus({ preventScroll: true });
  };
  on('htmx:after:swap', ({ detail: { ctx: { target, sourceElement } } }) => {
    if (target?.matches?.('.quoting')) composer().elements.text.focus();
    if (!target?.matches?.('.sheet-slot')) return;
    if (sourceElement.matches('a')) opener = sourceElement.id || sourceElement.closest('.said').querySelector('.more').id;
    if (target.firstElementChild) target.querySelector('h2').focus();
    else closeSheet();
  });
  on('click', (event) => {
    const pressed = (what) => event.target.closest(what);
    const link = pressed('[data-copy]');
    if (pressed('[data-close-sheet]')) closeSheet();
    else if (pressed('[data-stop-quoting]')) quoting().replaceChildren();
    else if (link && navigator.clipboard) {
      navigator.clipboard.writeText(link.href).then(() => { link.lastChild.data = link.dataset.copy; });
    } else return;
    event.preventDefault();
  });

  // ---- The socket: it says when to poll and who is typing, and nothing else. ----

  let line = null;
  on('htmx:ws:after:connection', ({ detail: { connection } }) => {
    line = connection.socket;
    nudge();
  });
  on('htmx:ws:before:message:incoming', (event) => {
    event.preventDefault();
    if (!JSON.parse(event.detail.message.data).typing) nudge();
  });
  on('typing', ({ detail }) => line?.readyState === WebSocket.OPEN && line.send(detail));

  // ---- The connection: a calm word when nothing comes through, until something does. ----

  let missed = 0; // requests in a row without an answer
  const showConnection = () => {
    const state = !navigator.onLine ? 'offline' : missed > 1 ? 'unreachable' : '';
    for (const place of document.querySelectorAll('[data-connection]')) {
      if (place.dataset.connection === state) continue;
      place.dataset.connection = state;
      const notice = place.firstElementChild;
      notice.lastElementChild.textContent = place.dataset[state] ?? '';
      notice.hidden = !state;
    }
  };
  addEventListener('online', showConnection);
  addEventListener('offline', showConnection);
  on('htmx:finally:request', ({ detail: { ctx } }) => {
    if (ctx.sourceElement.name === 'text') return; // a draft makes way for the next one, and for its message
    const comesThrough = (ctx.response?.status ?? 500) < 500 && !ctx.isForeign;
    const isBack = missed && comesThrough;
    missed = comesThrough ? 0 : missed + 1;
    showConnection();
    if (isBack) sendAgain();
  });

  // ---- From page to page: the picture, and the person, move to where the next page has them. ----

  const carry = (transition, address) => {
    if (!transition || !address) return;
    const { pathname } = new URL(address);
    const card = [...document.querySelectorAll('.listing-card, .conversation-item')]
      .find((one) => one.querySelector('a[href]')?.pathname === pathname);
    const call = (part, name) => {
      const element = card?.querySelector(part);
      if (element) element.style.viewTransitionName = name;
    };
    const leave = () => { call('img', ''); call('.avatar', ''); };
    call('img', 'home');
    call('.avatar', 'person');
    transition.finished.then(leave, leave);
  };
  addEventListener('pageswap', (event) => carry(event.viewTransition, event.activation?.entry?.url));
  addEventListener('pagereveal', (event) => carry(event.viewTransition, globalThis.navigation?.activation?.from?.url));

  // ---- Small things. ----

  on('click', (event) => {
    if (event.target.closest('[data-close-chat]')) {
      const empty = document.createElement('div');
      empty.id = 'chat';
      document.getElementById('chat')?.replaceWith(empty);
      find('form.contact button')?.focus();
    }
    if (event.target.closest('[data-new-pill]')) toTheEnd();
  });
  on('keydown', (event) => {
    if (event.key !== 'Escape' || event.keyCode === COMPOSING) return;
    (find('[data-close-sheet]') ?? find('.chat-dock [data-close-chat]'))?.click();
  });
  on('htmx:after:swap', (event) => {
    if (event.detail.ctx.target?.id !== 'chat') return;
    find('#chat textarea')?.focus({ preventScroll: true });
    showConnection();
    resume();
  });
  on('change', (event) => event.target.closest('form.sort')?.requestSubmit());

  showConnection();
  resume();
})();
