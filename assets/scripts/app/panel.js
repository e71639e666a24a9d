// The panel that shows a conversation on the page of a listing.

import { showConnection } from './connection.js';
import { find, isComposing, on, onHtmx } from './core.js';
import { restoreOutbox } from './sending.js';

on('click', (event) => {
  if (!event.target.closest('[data-close-chat]')) return;
  const empty = document.createElement('div');
  empty.id = 'chat';
  document.getElementById('chat')?.replaceWith(empty);
  find('form.contact button')?.focus();
});
on('keydown', (event) => {
  if (event.key !== 'Escape' || isComposing(event)) return;
  (find('[data-close-sheet]') ?? find('.chat-dock [data-close-chat]'))?.click();
});
onHtmx('after:swap', ({ target }) => {
  if (target?.id !== 'chat') return;
  find('#chat textarea')?.focus({ preventScroll: true });
  showConnection();
  restoreOutbox();
});
