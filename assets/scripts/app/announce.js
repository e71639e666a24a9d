// Announcements to screen readers, in the live region of the page.

import { find } from './core.js';

// The region keeps a text for a moment, or screen readers would find it a second time on the page.
const ANNOUNCED_FOR = 1000; // milliseconds
let timer = 0;
export const announce = (lines) => {
  const region = find('[data-voice]');
  if (!region || !lines.length) return;
  region.append(...lines.map((textContent) => Object.assign(document.createElement('p'), { textContent })));
  clearTimeout(timer);
  timer = setTimeout(() => region.replaceChildren(), ANNOUNCED_FOR);
};
