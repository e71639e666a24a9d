// Attachments of a message: chosen, pasted, dropped or taken with a camera. Each file is uploaded by its own
// request, and stays in the tray below the composer until its message is sent. Without this script, the form
// of the paper clip does the same.
(() => {
  'use strict';

  // A panel that is opened again loads the script again.
  const root = document.documentElement;
  if (root.dataset.attachments) return;
  root.dataset.attachments = 'on';

  const find = (selector) => document.querySelector(selector);
  const tray = () => find('.tray');
  const chat = () => tray()?.closest('.chat');
  const list = () => tray().querySelector('ul');
  const parse = (html) => new DOMParser().parseFromString(html, 'text/html');
  // The replacement is a function, because a string could contain patterns such as `$&`.
  const withName = (key, name) => tray().dataset[key].replace('{name}', () => name);
  const setStatus = (text) => {
    tray().querySelector('[role=status]').textContent = text;
  };

  // The region keeps a text for a moment, or screen readers would find it a second time on the page.
  const ANNOUNCED_FOR = 1000; // milliseconds
  const announce = (text) => {
    const line = Object.assign(document.createElement('p'), { textContent: text });
    find('[data-voice]')?.append(line);
    setTimeout(() => line.remove(), ANNOUNCED_FOR);
  };

  // ---- Uploads: one at a time, so that a slow connection completes one before the next starts. ----

  const STATUSES_WITH_OWN_MESSAGE = [413, 429, 507];

  const files = new WeakMap(); // row -> file, until it is uploaded
  const queue = [];
  let current = null; // the row that is uploaded, and its request
  let submittedTray = null; // the tray whose message is sent when all its files are uploaded

  const add = (file) => {
    const row = parse(tray().dataset.row).querySelector('li');
    row.querySelector('b').textContent = file.name;
    row.querySelector('progress').setAttribute('aria-label', withName('uploading', file.name));
    files.set(row, file);
    list().append(row);
    enqueue(row);
  };
  const enqueue = (row) => {
    const { name, size, type } = files.get(row);
    const kind = type.startsWith('image/') ? 'Picture' : 'File';
    const { dataset } = tray();
    showState(row, 'cancel', '');
    if (list().querySelectorAll('li:not(.failed)').length > dataset.most) fail(row, dataset.full, true);
    else if (size > dataset[`most${kind}`] * 1e6) {
      fail(row, dataset[`too${kind}`].replace('{size}', Math.ceil(size / 1e6)));
    } else {
      announce(withName('uploading', name));
      queue.push(row);
      uploadNext();
    }
  };
  const fail = (row, error, mayRetry) => showState(row, 'remove', error, mayRetry);
  // A row without an error is queued or uploaded.
  const showState = (row, buttonLabel, error, mayRetry) => {
    row.className = error && 'failed';
    row.querySelector('progress').hidden = Boolean(error);
    row.querySelector('[role=alert]').textContent = error;
    row.querySelector('[data-try-again]').hidden = !mayRetry;
    row.querySelector('[data-remove] span').textContent = withName(buttonLabel, files.get(row).name);
  };
  const uploadNext = () => {
    if (current) return;
    const row = queue.shift();
    if (!row) return sendSubmitted();
    if (!row.isConnected) return uploadNext(); // its panel was closed
    const request = new XMLHttpRequest();
    const form = new FormData();
    const bar = row.querySelector('progress');
    form.append('files', files.get(row));
    request.open('POST', row.closest('.tray').dataset.action);
    request.setRequestHeader('HX-Request', 'true');
    request.setRequestHeader('HX-Current-URL', location.href);
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      if (loaded < total) bar.value = loaded / total;
      else bar.removeAttribute('value'); // the server processes the file, which takes an unknown time
    });
    request.addEventListener('loadend', () => {
      current = null;
      const redirect = request.getResponseHeader('HX-Redirect');
      if (redirect) location.assign(redirect);
      if (row.isConnected) showResult(row, request);
      uploadNext();
    });
    bar.value = 0;
    current = { row, request };
    request.send(form);
  };
  const showResult = (row, { status, responseText }) => {
    const { name } = files.get(row);
    const result = [200, 422].includes(status) && parse(responseText).querySelector('li');
    if (!result) {
      const hasMessage = STATUSES_WITH_OWN_MESSAGE.includes(status);
      const message = hasMessage && parse(responseText).querySelector('.notice p + p');
      fail(row, message ? message.textContent : tray().dataset.lost, true);
      return;
    }
    // Links open a new tab: the composer of this page may contain text.
    for (const link of result.querySelectorAll('a')) link.target = '_blank';
    const hasFocus = row.contains(document.activeElement);
    row.replaceWith(result);
    if (hasFocus) result.querySelector('[data-remove]').focus();
    if (status === 200) announce(withName('ready', name));
  };
  const sendSubmitted = () => {
    const submitted = submittedTray;
    submittedTray = null;
    if (!submitted || submitted !== tray()) return; // no message waits, or its panel was closed
    const form = find('form.composer');
    const hasFailed = list().querySelector('.failed');
    setStatus(hasFailed ? tray().dataset.stopped : '');
    if (!hasFailed && (form.elements.text.value.trim() || list().children.length)) {
      form.querySelector('.send').click();
    }
  };
  const onCapture = (type, listener) => addEventListener(type, listener, true);
  // Runs before the listener of the page's script: a message is not sent before its files are uploaded.
  onCapture('submit', (event) => {
    if (!event.target.matches('form.composer') || !tray()) return;
    submittedTray = current && tray();
    setStatus(submittedTray ? tray().dataset.waits : '');
    if (submittedTray) {
      event.preventDefault();
      event.stopPropagation();
    } else if (!find('[data-pending]')) {
      // The log shows older messages: the browser submits the form.
      for (const input of list().querySelectorAll('input')) event.target.append(input.cloneNode());
    }
  });
  addEventListener('beforeunload', (event) => {
    if (current) event.preventDefault();
  });

  // ---- Removing a file, and retrying an upload. ----

  const remove = (row, url) => {
    const neighbour = row.nextElementSibling ?? row.previousElementSibling;
    const name = row.querySelector('b')?.textContent ?? '';
    row.remove();
    (neighbour?.querySelector('[data-remove]') ?? find('form.composer').elements.text).focus();
    announce(withName('removed', name));
    // If this request fails, the server deletes the file after a day.
    if (url)
      fetch(url, { method: 'POST', headers: { 'HX-Request': 'true' }, keepalive: true }).catch(() => {});
    if (current?.row === row) current.request.abort();
    else uploadNext();
  };
  document.addEventListener('click', ({ target }) => {
    const row = target.closest('.tray li');
    const button = target.closest('.tray button');
    if (!button) return;
    if ('remove' in button.dataset) remove(row, button.dataset.remove);
    else {
      enqueue(row);
      row.querySelector('[data-remove]').focus();
    }
  });

  // ---- Choosing files. ----

  onCapture('click', (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!isPlain || !event.target.closest('.attach') || !tray()) return;
    event.preventDefault();
    event.stopPropagation();
    tray().querySelector('[type=file]').click();
  });
  document.addEventListener('change', ({ target }) => {
    if (!target.matches('.tray [type=file], .camera [type=file]')) return;
    [...target.files].forEach(add);
    target.value = '';
    find('form.composer').elements.text.focus({ preventScroll: true });
  });

  // ---- Pasting files. ----

  document.addEventListener('paste', (event) => {
    const { files: pasted, types } = event.clipboardData;
    // Office programs add a picture of the copied text to the clipboard. Then the text is pasted.
    const isText = types.includes('text/plain') && types.includes('text/html');
    if (!chat()?.contains(event.target) || !pasted.length || isText) return;
    event.preventDefault();
    [...pasted].forEach(add);
  });

  // ---- Dropping files. Beside the conversation a drop is ignored, or the browser would open the file. ----

  const showDropTarget = (isOver) => chat()?.classList.toggle('chat--over', isOver);
  const carriesFiles = (event) => tray() && event.dataTransfer?.types.includes('Files');
  document.addEventListener('dragover', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    const isOver = chat().contains(event.target);
    event.dataTransfer.dropEffect = isOver ? 'copy' : 'none';
    showDropTarget(isOver);
  });
  document.addEventListener('dragleave', (event) => {
    if (!chat()?.contains(event.relatedTarget)) showDropTarget(false);
  });
  document.addEventListener('drop', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    showDropTarget(false);
    if (chat().contains(event.target)) [...event.dataTransfer.files].forEach(add);
  });
})();
