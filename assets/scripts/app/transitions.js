// View transitions between pages: picture and avatar of a list item move to their positions on its page. The
// style sheet names both there. This module gives the same names to those of the list item.

import { findAll } from './core.js';

const nameParts = (transition, url) => {
  if (!transition || !url) return;
  const { pathname } = new URL(url);
  const item = findAll('.listing-card, .conversation-item').find(
    (candidate) => candidate.querySelector('a[href]')?.pathname === pathname,
  );
  const setName = (selector, name) => {
    const element = item?.querySelector(selector);
    if (element) element.style.viewTransitionName = name;
  };
  const removeNames = () => {
    setName('img', '');
    setName('.avatar', '');
  };
  setName('img', 'home');
  setName('.avatar', 'person');
  transition.finished.then(removeNames, removeNames);
};
addEventListener('pageswap', (event) => nameParts(event.viewTransition, event.activation?.entry?.url));
addEventListener('pagereveal', (event) =>
  nameParts(event.viewTransition, globalThis.navigation?.activation?.from?.url),
);
