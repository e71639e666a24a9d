// Photos of a listing: each is uploaded by a request of its own with a progress bar, and dragging changes
// their order. Without this script, the forms do the same.
(() => {
  'use strict';

  const section = () => document.getElementById('photos');
  const list = () => section().querySelector('.uploads');
  const uploadForm = () => section().querySelector('.adding');
  const parse = (html) => new DOMParser().parseFromString(html, 'text/html');
  const element = (tag, textContent, properties) =>
    Object.assign(document.createElement(tag), { textContent, ...properties });

  // Replaces the list by the one in the response. Rows of files that are not uploaded yet stay at its end.
  const showResponse = (html) => {
    const response = parse(html).getElementById('photos');
    if (!response) return false;
    const waiting = [...list().querySelectorAll('[data-waiting]')];
    const failed = [...response.querySelectorAll('[role=alert] li')].map((line) => failedRow(line));
    list().replaceChildren(...response.querySelector('.uploads').children, ...failed, ...waiting);
    htmx.process(list());
    makeDraggable();
    return true;
  };
  const failedRow = (line) => {
    const row = element('li', '', { className: 'failed' });
    row.setAttribute('role', 'alert');
    row.dataset.waiting = '';
    row.append(...line.childNodes);
    return row;
  };
  const showFailure = (name, error) => {
    const line = element('li', '');
    line.append(element('b', name), ` ${error}`);
    list().append(failedRow(line));
  };

  // ---- Uploads: one at a time, so that a slow connection completes one before the next starts. ----

  const queue = [];
  let isUploading = false;
  const add = (file) => {
    const { tooLarge, most, uploading } = uploadForm().dataset;
    if (file.size > most * 1e6) {
      showFailure(file.name, tooLarge.replace('{size}', Math.ceil(file.size / 1e6)));
      return;
    }
    const row = element('li', '');
    const label = uploading.replace('{name}', file.name);
    const bar = element('progress', '', { max: 1, value: 0, ariaLabel: label });
    row.dataset.waiting = '';
    row.append(element('b', file.name), bar);
    list().append(row);
    queue.push({ file, row, bar });
    uploadNext();
  };
  const uploadNext = () => {
    if (isUploading || !queue.length) return;
    isUploading = true;
    const { file, row, bar } = queue.shift();
    const form = new FormData();
    form.append('photos', file);
    const request = new XMLHttpRequest();
    request.open('POST', uploadForm().action);
    request.setRequestHeader('HX-Request', 'true');
    request.setRequestHeader('HX-Current-URL', location.href);
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      bar.value = loaded / total;
    });
    request.addEventListener('loadend', () => {
      const redirect = request.getResponseHeader('HX-Redirect');
      if (redirect) location.assign(redirect);
      row.remove();
      if (!showResponse(request.responseText)) {
        const message = parse(request.responseText).querySelector('.notice p + p');
        showFailure(file.name, message?.textContent ?? uploadForm().dataset.lost);
      }
      isUploading = false;
      uploadNext();
    });
    request.send(form);
  };
  document.addEventListener('change', ({ target }) => {
    if (!target.matches('.adding [type=file]')) return;
    [...target.files].forEach(add);
    target.value = '';
  });
  addEventListener('beforeunload', (event) => {
    if (isUploading) event.preventDefault();
  });

  // ---- Order: by dragging with a pointer. The buttons change it on every device. ----

  let dragged = null;
  const rows = () => [...list().querySelectorAll('[data-place]')];
  const rowOf = (event) => event.target.closest?.('.uploads > [data-place]');
  const makeDraggable = () => {
    for (const row of rows()) row.draggable = true;
  };
  document.addEventListener('dragstart', (event) => {
    dragged = event.target.matches?.('input') ? null : rowOf(event);
    dragged?.classList.add('dragged');
  });
  document.addEventListener('dragover', (event) => {
    const target = rowOf(event);
    if (!dragged || !target) return;
    event.preventDefault();
    for (const row of rows()) row.classList.toggle('over', row === target && row !== dragged);
  });
  document.addEventListener('drop', async (event) => {
    const target = rowOf(event);
    if (!dragged || !target) return;
    event.preventDefault();
    const { place: url } = dragged.dataset;
    if (target === dragged) return;
    const body = new URLSearchParams({ place: rows().indexOf(target) + 1 });
    const headers = { 'HX-Request': 'true' };
    const response = await fetch(url, { method: 'POST', body, headers }).catch(() => null);
    if (response?.ok) showResponse(await response.text());
  });
  document.addEventListener('dragend', () => {
    dragged = null;
    for (const row of list().children) row.classList.remove('over', 'dragged');
  });
  document.addEventListener('htmx:after:swap', makeDraggable);

  makeDraggable();
})();
