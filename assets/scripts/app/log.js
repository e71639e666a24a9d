// The message log follows new messages while it is scrolled to the end. Further up, it keeps its position.

import { find, on, onCapture, onHtmx, storedRows } from './core.js';

const END_TOLERANCE = 48; // pixels
export const log = () => find('.chat__log');
const isAtEnd = (element) => Math.abs(element.scrollTop) < END_TOLERANCE; // column-reverse: 0 is the end
const newMessagesButton = () => find('[data-new-pill]');
export const scrollToEnd = () => {
  const element = log();
  if (element) element.scrollTop = 0;
};

let anchor = null; // the first visible row before a swap, and its position
onHtmx('before:swap', ({ sourceElement }) => {
  const element = log();
  anchor = null;
  if (!element?.contains(sourceElement) || isAtEnd(element)) return;
  const top = element.getBoundingClientRect().top;
  const row = storedRows().find((candidate) => candidate.getBoundingClientRect().bottom > top);
  if (!row) return;
  const isPoll = sourceElement.matches('.tail');
  anchor = { row, top: row.getBoundingClientRect().top, count: storedRows().length, isPoll };
});
onHtmx('after:swap', () => {
  const element = log();
  if (!element || !anchor) return;
  if (anchor.row.isConnected) element.scrollTop += anchor.row.getBoundingClientRect().top - anchor.top;
  const button = newMessagesButton();
  if (button && anchor.isPoll && storedRows().length > anchor.count) {
    button.textContent = button.dataset.newPill;
    button.hidden = false;
  }
  anchor = null;
});
onCapture('scroll', ({ target }) => {
  if (target === log() && isAtEnd(target)) newMessagesButton()?.setAttribute('hidden', '');
});
on('click', (event) => {
  if (event.target.closest('[data-new-pill]')) scrollToEnd();
});
