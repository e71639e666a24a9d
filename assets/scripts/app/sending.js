// Sends the messages of the outbox, one at a time and in the order in which they were written.

import { announce } from './announce.js';
import {
  composer,
  focusComposer,
  quotedMessage,
  restoreDraft,
  showSendError,
  uploadedFiles,
} from './composer.js';
import { find, findAll, isComposing, on, onCapture, onHtmx, storedRows } from './core.js';
import { scrollToEnd } from './log.js';
import {
  addPendingRow,
  filesOf,
  newClientId,
  removeFromOutbox,
  removePendingRow,
  sendingRows,
  setSending,
  template,
  textOf,
  updateOutbox,
} from './outbox.js';

const DOUBLE_PRESS = 1000; // milliseconds in which a second press of the button is ignored
const STATUSES_WITH_OWN_MESSAGE = [409, 422, 429]; // the composer in these responses shows the error
const KEEPALIVE_LIMIT = 4000; // characters; browsers limit the bodies of requests that outlive the page
const AUTOMATIC_RETRIES = 5;

let inFlight = null; // the pending row whose message is being sent
let lastPress = 0;

const sendNext = () => {
  const form = composer();
  if (inFlight || !form) return;
  inFlight = find('.message--sending');
  if (!inFlight) return;
  showSendError(form, false);
  const { name, replyTo } = inFlight.dataset;
  const draft = form.elements.text.value;
  const values = { client_id: name, text: textOf(inFlight), reply_to: replyTo, draft };
  htmx.ajax('POST', form.action, { source: form, pendingRow: inFlight, values });
};

// Sends the failed messages again, in their order: before a new message, or when requests succeed again.
export const retryFailed = (isRequested) => {
  for (const row of findAll('.message--failed')) {
    row.dataset.tries = Number(row.dataset.tries ?? 0) + 1;
    if (isRequested || row.dataset.tries <= AUTOMATIC_RETRIES) setSending(row, true);
  }
  sendNext();
};

// Shows and sends what the previous page left in the outbox.
export const restoreOutbox = () => {
  if (!template()) return;
  const entries = Object.entries(updateOutbox(template().dataset.pending));
  for (const [name, [text, hasFailed, replyTo, files]] of entries) {
    const row = addPendingRow(name, text, replyTo, files);
    const box = composer().elements.text;
    if (box.value.trim() === text) box.value = ''; // the server saved it as a draft before it was sent
    if (storedRows().some((stored) => stored.dataset.clientId === name)) removePendingRow(row);
    else setSending(row, !hasFailed);
  }
  inFlight = null;
  sendNext();
};

on('keydown', (event) => {
  const { key, shiftKey, target } = event;
  const form = target.closest?.('form.composer');
  if (!form || key !== 'Enter' || shiftKey || isComposing(event) || target.name !== 'text') return;
  event.preventDefault();
  if (target.value.trim() || find('.tray li')) form.querySelector('.send').click();
});
onCapture('submit', (event) => {
  const form = event.target;
  if (!form.matches('form.composer')) return;
  const box = form.elements.text;
  const text = box.value.trim();
  const files = uploadedFiles();
  const isRepeated = !box.value && !files.length && event.timeStamp - lastPress < DOUBLE_PRESS;
  if (!text && !files.length && !isRepeated) return; // the server responds with the error
  event.stopPropagation();
  if (!template()) return; // the log shows older messages: the browser loads the page with the newest
  event.preventDefault();
  box.focus({ preventScroll: true });
  if (isRepeated) return;
  lastPress = event.timeStamp;
  box.value = '';
  box.dispatchEvent(new Event('htmx:abort')); // a request that saves this text as a draft
  const html = files.map((file) => file.outerHTML).join('');
  setSending(addPendingRow(newClientId(), text, form.elements.reply_to?.value ?? '', html), true);
  for (const file of files) file.remove();
  quotedMessage().replaceChildren();
  scrollToEnd();
  retryFailed(true); // failed messages are older, so they are sent first
});
on('click', (event) => {
  if (!event.target.closest('[data-send-again]')) return;
  setSending(event.target.closest('.message'), true);
  focusComposer();
  sendNext();
});

onHtmx('config:request', ({ pendingRow, request, values }) => {
  if (!pendingRow) return;
  for (const { name, value } of pendingRow.querySelectorAll('input')) request.body.append(name, value);
  if (values.text.length <= KEEPALIVE_LIMIT) request.keepalive = true;
});
onHtmx('before:swap', (ctx, event) => {
  const { sourceElement } = ctx;
  // A proxy may respond with a page of its own. It must not replace a composer or a polling element.
  const isChecked = ctx.response?.status === 200 && sourceElement.matches?.('.composer, [hx-trigger*=every]');
  ctx.isForeign = isChecked && !ctx.text.includes(sourceElement.id);
  if (ctx.isForeign) event.preventDefault();
  if (!ctx.pendingRow) return;
  ctx.draft = composer()?.elements.text.value;
  ctx.quoting = quotedMessage();
});
onHtmx('finally:request', (ctx) => {
  const { pendingRow } = ctx;
  const status = ctx.response?.status ?? 0;
  if (!ctx.sourceElement.matches?.('form.composer') || status === 401) return; // 401: a redirect to sign-in
  const form = composer();
  const isRejected = status >= 400 && status < 500;
  const isLost = !isRejected && !ctx.hx?.trigger; // no response, a server error, or the page of a proxy
  if (pendingRow) {
    const rejectedTexts = [];
    inFlight = null;
    if (isLost) {
      // Messages written later fail as well, so that the order is kept.
      for (const row of sendingRows()) setSending(row, false);
      if (pendingRow.isConnected) announce([pendingRow.querySelector('.receipt--failed').textContent]);
    } else if (isRejected) {
      // Messages written later return to the composer as well, so that the order is kept.
      for (const row of sendingRows()) {
        rejectedTexts.push(textOf(row));
        find('.tray ul')?.append(...filesOf(row).children);
        removePendingRow(row);
      }
    } else {
      pendingRow.classList.remove('message--sending');
      removeFromOutbox(pendingRow);
    }
    if (form) restoreDraft(form, ctx, rejectedTexts);
  }
  const isUnexplained = isRejected ? !STATUSES_WITH_OWN_MESSAGE.includes(status) : isLost && !pendingRow;
  if (form && isUnexplained) showSendError(form, true);
  sendNext();
});
