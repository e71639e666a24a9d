// The outbox holds messages that the server has not confirmed. Each has a pending row in the log, and an
// entry in sessionStorage that the next page of the same tab reads.

import { focusComposer } from './composer.js';
import { find, findAll } from './core.js';
import { log } from './log.js';

export const template = () => find('[data-pending]');
export const sendingRows = () => findAll('.message--sending');

// The entries of a conversation: client id -> [text, whether it failed, quoted message, HTML of the files].
export const updateOutbox = (key, change) => {
  try {
    const entries = JSON.parse(sessionStorage.getItem(key) ?? '{}');
    if (change?.(entries)) sessionStorage.setItem(key, JSON.stringify(entries));
    return entries;
  } catch {
    // Storage is disabled or full.
    return {};
  }
};
export const textOf = (row) => row.querySelector('.bubble p').textContent;
export const filesOf = (row) => row.querySelector('.files');
const store = (row, hasFailed) => {
  const { key, name, replyTo } = row.dataset;
  updateOutbox(key, (entries) => {
    entries[name] = [textOf(row), hasFailed, replyTo, filesOf(row).innerHTML];
    return true;
  });
};
export const removeFromOutbox = (row) =>
  updateOutbox(row.dataset.key, (entries) => delete entries[row.dataset.name]);

// Removes the entries of a person who has signed out, or who used the tab before: a key ends with its person.
// Browsers do the same by `Clear-Site-Data`, but not over http. An error page may not know its viewer.
export const removeForeignEntries = () => {
  const { viewer } = document.documentElement.dataset;
  if (!viewer && find('[data-error]')) return;
  try {
    const isForeign = (key) => !viewer || !key.endsWith(` ${viewer}`);
    for (const key of Object.keys(sessionStorage).filter(isForeign)) sessionStorage.removeItem(key);
  } catch {
    // Storage is disabled.
  }
};

export const newClientId = () => crypto.getRandomValues(new Uint32Array(4)).join('-');

// Own messages that follow each other closely form a group: only the first shows its picture and time.
const continuesGroup = (previous, now) => {
  const then = new Date(previous?.querySelector('time').dateTime);
  const isClose = now - then < template().dataset.together && then.toDateString() === now.toDateString();
  return isClose && previous.matches('.message--own');
};
export const addPendingRow = (name, text, replyTo, files) => {
  const { bubble, pending: key } = template().dataset;
  const row = document.createRange().createContextualFragment(bubble).firstElementChild;
  const now = new Date();
  const time = row.querySelector('time');
  row.id = `pending-${name}`;
  Object.assign(row.dataset, { name, key, replyTo });
  time.dateTime = now.toISOString();
  time.textContent = now.toTimeString().slice(0, 5);
  row.querySelector('.bubble p').textContent = text;
  filesOf(row).innerHTML = files;
  if (continuesGroup([...log().querySelectorAll('.message')].pop(), now)) {
    row.classList.add('message--more');
    row.querySelector('.message__meta').classList.add('visually-hidden');
    row.querySelector('.avatar').remove();
  }
  log().querySelector('.messages').append(row);
  return row;
};
export const removePendingRow = (row) => {
  if (row.contains(document.activeElement)) focusComposer();
  removeFromOutbox(row);
  row.remove();
};
export const setSending = (row, isSending) => {
  row.classList.toggle('message--sending', isSending);
  row.classList.toggle('message--failed', !isSending);
  store(row, !isSending);
};
