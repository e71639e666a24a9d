// Photos of a listing: each is sent by itself and shows how far it has come, and they can be dragged into their order.
// Nothing here is needed: the forms do all of it without.
(() => {
  'use strict';

  const section = () => document.getElementById('photos');
  const list = () => section().querySelector('.uploads');
  const adding = () => section().querySelector('.adding');
  const make = (tag, text, attributes) => Object.assign(document.createElement(tag), { textContent: text, ...attributes });

  // What the server shows takes the place of what is there; what is still on its way stays behind it.
  const show = (html) => {
    const fresh = new DOMParser().parseFromString(html, 'text/html').getElementById('photos');
    if (!fresh) return false;
    const waiting = [...list().querySelectorAll('[data-waiting]')];
    const failed = [...fresh.querySelectorAll('[role=alert] li')].map((line) => failure(line));
    list().replaceChildren(...fresh.querySelector('.uploads').children, ...failed, ...waiting);
    htmx.process(list());
    prepare();
    return true;
  };
  const failure = (line) => {
    const row = make('li', '', { className: 'failed' });
    row.setAttribute('role', 'alert');
    row.dataset.waiting = '';
    row.append(...line.childNodes);
    return row;
  };
  const tell = (name, why) => {
    const line = make('li', '');
    line.append(make('b', name), ` ${why}`);
    return failure(line);
  };

  // ---- Sending: one after the other, so that a slow connection finishes one before it begins the next. ----

  const queue = [];
  let sending = false;
  const add = (file) => {
    const { tooLarge, most, uploading } = adding().dataset;
    if (file.size > most * 1e6) {
      list().append(tell(file.name, tooLarge.replace('{size}', Math.ceil(file.size / 1e6))));
      return;
    }
    const row = make('li', '');
    const bar = make('progress', '', { max: 1, value: 0, ariaLabel: uploading.replace('{name}', file.name) });
    row.dataset.waiting = '';
    row.append(make('b', file.name), bar);
    list().append(row);
    queue.push({ file, row, bar });
    next();
  };
  const next = () => {
    if (sending || !queue.length) return;
    sending = true;
    const { file, row, bar } = queue.shift();
    const form = new FormData();
    form.append('photos', file);
    const request = new XMLHttpRequest();
    request.open('POST', adding().action);
    request.setRequestHeader('HX-Request', 'true');
    request.setRequestHeader('HX-Current-URL', location.href);
    request.upload.addEventListener('progress', ({ loaded, total }) => { bar.value = loaded / total; });
    request.addEventListener('loadend', () => {
      const elsewhere = request.getResponseHeader('HX-Redirect');
      if (elsewhere) location.assign(elsewhere);
      row.remove();
      if (!show(request.responseText)) {
        const said = new DOMParser().parseFromString(request.responseText, 'text/html').querySelector('.notice p + p');
        list().append(tell(file.name, said?.textContent ?? adding().dataset.lost));
      }
      sending = false;
      next();
    });
    request.send(form);
  };
  document.addEventListener('change', ({ target }) => {
    if (!target.matches('.adding [type=file]')) return;
    [...target.files].forEach(add);
    target.value = '';
  });
  addEventListener('beforeunload', (event) => { if (sending) event.preventDefault(); });

  // ---- Order: dragged where there is a pointer; the buttons do it everywhere. ----

  let dragged = null;
  const rows = () => [...list().querySelectorAll('[data-place]')];
  const rowOf = (event) => event.target.closest?.('.uploads > [data-place]');
  const prepare = () => { for (const row of rows()) row.draggable = true; };
  const leave = () => { for (const row of list().children) row.classList.remove('over', 'dragged'); };
  document.addEventListener('dragstart', (event) => {
    dragged = event.target.matches?.('input') ? null : rowOf(event);
    dragged?.classList.add('dragged');
  });
  document.addEventListener('dragover', (event) => {
    const row = rowOf(event);
    if (!dragged || !row) return;
    event.preventDefault();
    for (const one of rows()) one.classList.toggle('over', one === row && row !== dragged);
  });
  document.addEventListener('drop', async (event) => {
    const row = rowOf(event);
    if (!dragged || !row) return;
    event.preventDefault();
    const [moved, place] = [dragged, rows().indexOf(row) + 1];
    if (row === moved) return;
    const body = new URLSearchParams({ place });
    const answer = await fetch(moved.dataset.place, { method: 'POST', body, headers: { 'HX-Request': 'true' } }).catch(() => null);
    if (answer?.ok) show(await answer.text());
  });
  document.addEventListener('dragend', () => { dragged = null; leave(); });
  document.addEventListener('htmx:after:swap', prepare);

  prepare();
})();
