// Helpers that the other modules share.

export const on = (type, listener) => document.addEventListener(type, listener);
export const onCapture = (type, listener) => document.addEventListener(type, listener, true);
// Listens to an event of an htmx request. The listener gets the context of the request, and the event.
export const onHtmx = (type, listener) => on(`htmx:${type}`, (event) => listener(event.detail.ctx, event));
export const find = (selector) => document.querySelector(selector);
export const findAll = (selector) => [...document.querySelectorAll(selector)];

// The rows of the message log that the server rendered.
export const storedRows = () => findAll('.messages > [id^="message-"]');

// Input methods consume key events with this code, also in browsers that do not set `isComposing`.
export const isComposing = (event) => event.keyCode === 229;
