// A hidden page or pane does not poll. It polls at once when it is shown again.

import { find, on, onHtmx } from './core.js';

// Makes every polling element of a visible page send its request now.
export const nudge = () => document.hidden || document.body.dispatchEvent(new CustomEvent('nudge'));

onHtmx('config:request', ({ sourceEvent, sourceElement }, event) => {
  const isHidden = () => document.hidden || sourceElement.parentElement?.offsetParent === null;
  if (sourceEvent?.type === 'every' && isHidden()) event.preventDefault();
});
on('visibilitychange', nudge);
addEventListener('pageshow', (event) => event.persisted && nudge());
addEventListener('online', nudge);

// A prerendered thread has marked nothing as read, so it is loaded again when it is shown.
on('prerenderingchange', () => find('.tail') && location.reload());
