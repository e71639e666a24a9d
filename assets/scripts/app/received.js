// New rows of the log. Own messages replace their pending rows, messages of the other person are announced.

import { announce } from './announce.js';
import { on } from './core.js';
import { removePendingRow } from './outbox.js';

const textIn = (row, selector) => row.querySelector(selector)?.textContent;

on('htmx:before:settle', ({ detail }) => {
  const { newContent } = detail;
  const added = newContent.filter((node) => node.matches?.('.message'));
  for (const { dataset } of added) {
    const pending = dataset.clientId && document.getElementById(`pending-${dataset.clientId}`);
    if (pending) removePendingRow(pending);
  }
  // Only a poll brings a tail. Older messages, which a link loads, are not announced.
  if (!newContent.some((node) => node.matches?.('.tail'))) return;
  const received = added.filter((row) => !row.matches('.message--own'));
  const lines = received.flatMap((row) => [
    `${textIn(row, '.message__meta b')}: ${textIn(row, '.bubble')}`,
    textIn(row, '.caution'),
  ]);
  announce(lines.filter(Boolean));
});
