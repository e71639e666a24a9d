// The form in which a message is written.

import { find, findAll } from './core.js';

export const composer = () => find('form.composer');
export const quotedMessage = () => find('.quoting');
export const uploadedFiles = () => findAll('.tray li input').map((input) => input.closest('li'));
export const focusComposer = () => composer()?.elements.text.focus({ preventScroll: true });

export const showSendError = (form, isShown) => {
  const notice = form.querySelector('[data-send-failed]');
  if (!notice) return;
  notice.lastElementChild.textContent = isShown ? notice.dataset.sendFailed : '';
  notice.hidden = !isShown;
};

// The response to a message replaces the composer. It gets rejected texts and the text typed meanwhile.
export const restoreDraft = (form, ctx, rejectedTexts) => {
  const box = form.elements.text;
  const text = [...rejectedTexts, ctx.draft ?? box.value].filter(Boolean).join('\n');
  if (box.value !== text) box.value = text;
  if (!rejectedTexts.length && ctx.quoting) quotedMessage().replaceWith(ctx.quoting);
};
