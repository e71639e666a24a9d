// The WebSocket carries signals without content: when to poll, and that a person is typing.

import { on } from './core.js';
import { nudge } from './polling.js';

let socket = null;
on('htmx:ws:after:connection', ({ detail }) => {
  socket = detail.connection.socket;
  nudge();
});
on('htmx:ws:before:message:incoming', (event) => {
  event.preventDefault();
  if (!JSON.parse(event.detail.message.data).typing) nudge();
});
on('typing', ({ detail }) => socket?.readyState === WebSocket.OPEN && socket.send(detail));
