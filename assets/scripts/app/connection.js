// A notice while the browser is offline or requests fail. After the next success, failed messages are sent.

import { findAll, onHtmx } from './core.js';
import { retryFailed } from './sending.js';

let failures = 0; // consecutive requests without a response from the site
const connectionState = () => {
  if (!navigator.onLine) return 'offline';
  return failures > 1 ? 'unreachable' : '';
};
export const showConnection = () => {
  const state = connectionState();
  for (const region of findAll('[data-connection]')) {
    if (region.dataset.connection === state) continue;
    region.dataset.connection = state;
    const notice = region.firstElementChild;
    notice.lastElementChild.textContent = region.dataset[state] ?? '';
    notice.hidden = !state;
  }
};
addEventListener('online', showConnection);
addEventListener('offline', showConnection);
onHtmx('finally:request', (ctx) => {
  if (ctx.sourceElement.name === 'text') return; // a failed draft is saved again with the next input
  const hasResponse = (ctx.response?.status ?? 500) < 500 && !ctx.isForeign;
  const isRestored = failures && hasResponse;
  failures = hasResponse ? 0 : failures + 1;
  showConnection();
  if (isRestored) retryFailed();
});
