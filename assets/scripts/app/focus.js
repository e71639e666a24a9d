// A swap that moves the focused element keeps the focus on it.

import { onHtmx } from './core.js';

let focusedId = null;
onHtmx('before:swap', () => {
  focusedId = document.activeElement?.id || null;
});
onHtmx('after:swap', () => {
  if (focusedId && document.activeElement === document.body) {
    document.getElementById(focusedId)?.focus({ preventScroll: true });
  }
});
