// The sheet with the actions of one message. The focus moves into it, and back to its link when it closes.

import { composer, quotedMessage } from './composer.js';
import { find, on, onHtmx } from './core.js';

let openerId = null;
const closeSheet = () => {
  find('.sheet')?.remove();
  document.getElementById(openerId)?.focus({ preventScroll: true });
};
onHtmx('after:swap', ({ target, sourceElement }) => {
  if (target?.matches?.('.quoting')) composer().elements.text.focus();
  if (!target?.matches?.('.sheet-slot')) return;
  if (sourceElement.matches('a')) {
    openerId = sourceElement.id || sourceElement.closest('.said').querySelector('.more').id;
  }
  if (target.firstElementChild) target.querySelector('h2').focus();
  else closeSheet();
});
on('click', (event) => {
  const clicked = (selector) => event.target.closest(selector);
  const link = clicked('[data-copy]');
  if (clicked('[data-close-sheet]')) closeSheet();
  else if (clicked('[data-stop-quoting]')) quotedMessage().replaceChildren();
  else if (link && navigator.clipboard) {
    navigator.clipboard.writeText(link.href).then(() => {
      link.lastChild.data = link.dataset.copy;
    });
  } else return;
  event.preventDefault();
});
