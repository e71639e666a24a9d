// Files for a message: chosen, pasted, dropped or taken with a camera. Each is sent by itself, and waits below the
// composer until its message goes out. Nothing here is needed: the form behind the paper clip does all of it without.
(() => {
  'use strict';

  // A panel that is opened again brings the script again.
  const root = document.documentElement;
  if (root.dataset.attachments) return;
  root.dataset.attachments = 'on';

  const find = (selector) => document.querySelector(selector);
  const tray = () => find('.tray');
  const chat = () => tray()?.closest('.chat');
  const list = () => tray().querySelector('ul');
  const parsed = (html) => new DOMParser().parseFromString(html, 'text/html');
  // A function, because a name may hold what means something in a replacement.
  const named = (sentence, name) => tray().dataset[sentence].replace('{name}', () => name);
  const note = (text) => { tray().querySelector('[role=status]').textContent = text; };

  const SPOKEN = 1000; // milliseconds after which it need not be found a second time on the page
  const tell = (text) => {
    const line = Object.assign(document.createElement('p'), { textContent: text });
    find('[data-voice]')?.append(line);
    setTimeout(() => line.remove(), SPOKEN);
  };

  // ---- Sending: one after the other, so that a slow connection finishes one before it begins the next. ----

  const WITH_WORDS_OF_THEIR_OWN = [413, 429, 507];

  const files = new WeakMap(); // of the rows that have not arrived
  const queue = [];
  let current = null; // the row that is being sent, and its request
  let wanted = null; // the tray whose message is to go out as soon as all of it has arrived

  const add = (file) => {
    const row = parsed(tray().dataset.row).querySelector('li');
    row.querySelector('b').textContent = file.name;
    row.querySelector('progress').setAttribute('aria-label', named('uploading', file.name));
    files.set(row, file);
    list().append(row);
    begin(row);
  };
  const begin = (row) => {
    const { name, size, type } = files.get(row);
    const kind = type.startsWith('image/') ? 'Picture' : 'File';
    const words = tray().dataset;
    mark(row, 'cancel', '');
    if (list().querySelectorAll('li:not(.failed)').length > words.most) fail(row, words.full, true);
    else if (size > words[`most${kind}`] * 1e6) fail(row, words[`too${kind}`].replace('{size}', Math.ceil(size / 1e6)));
    else {
      tell(named('uploading', name));
      queue.push(row);
      next();
    }
  };
  const fail = (row, why, mayTryAgain) => mark(row, 'remove', why, mayTryAgain);
  // On its way, or failed for a reason.
  const mark = (row, wayOut, why, mayTryAgain) => {
    row.className = why && 'failed';
    row.querySelector('progress').hidden = Boolean(why);
    row.querySelector('[role=alert]').textContent = why;
    row.querySelector('[data-try-again]').hidden = !mayTryAgain;
    row.querySelector('[data-remove] span').textContent = named(wayOut, files.get(row).name);
  };
  const next = () => {
    if (current) return;
    const row = queue.shift();
    if (!row) return settle();
    if (!row.isConnected) return next(); // its panel was closed
    const [request, form, bar] = [new XMLHttpRequest(), new FormData(), row.querySelector('progress')];
    form.append('files', files.get(row));
    request.open('POST', row.closest('.tray').dataset.action);
    request.setRequestHeader('HX-Request', 'true');
    request.setRequestHeader('HX-Current-URL', location.href);
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      if (loaded < total) bar.value = loaded / total;
      else bar.removeAttribute('value'); // now the site works on it, and nobody knows how long
    });
    request.addEventListener('loadend', () => {
      current = null;
      const elsewhere = request.getResponseHeader('HX-Redirect');
      if (elsewhere) location.assign(elsewhere);
      if (row.isConnected) arrive(row, request);
      next();
    });
    bar.value = 0;
    current = { row, request };
    request.send(form);
  };
  const arrive = (row, { status, responseText }) => {
    const { name } = files.get(row);
    const fresh = [200, 422].includes(status) && parsed(responseText).querySelector('li');
    if (!fresh) {
      const said = WITH_WORDS_OF_THEIR_OWN.includes(status) && parsed(responseText).querySelector('.notice p + p');
      fail(row, said ? said.textContent : tray().dataset.lost, true);
      return;
    }
    for (const link of fresh.querySelectorAll('a')) link.target = '_blank'; // or what was typed would be left behind
    const isHere = row.contains(document.activeElement);
    row.replaceWith(fresh);
    if (isHere) fresh.querySelector('[data-remove]').focus();
    if (status === 200) tell(named('ready', name));
  };
  const settle = () => {
    const of = wanted;
    wanted = null;
    if (!of || of !== tray()) return; // nobody waits, or its panel was closed
    const form = find('form.composer');
    const isStopped = list().querySelector('.failed');
    note(isStopped ? tray().dataset.stopped : '');
    if (!isStopped && (form.elements.text.value.trim() || list().children.length)) form.querySelector('.send').click();
  };
  // Before the page's own script hears of it: a message waits for its files.
  addEventListener('submit', (event) => {
    if (!event.target.matches('form.composer') || !tray()) return;
    wanted = current && tray();
    note(wanted ? tray().dataset.waits : '');
    if (wanted) {
      event.preventDefault();
      event.stopPropagation();
    } else if (!find('[data-pending]')) {
      // An older part of the conversation: the browser sends the form.
      for (const one of list().querySelectorAll('input')) event.target.append(one.cloneNode());
    }
  }, true);
  addEventListener('beforeunload', (event) => { if (current) event.preventDefault(); });

  // ---- Taking one back, and trying one again. ----

  const remove = (row, address) => {
    const neighbour = row.nextElementSibling ?? row.previousElementSibling;
    const name = row.querySelector('b')?.textContent ?? '';
    row.remove();
    (neighbour?.querySelector('[data-remove]') ?? find('form.composer').elements.text).focus();
    tell(named('removed', name));
    // What does not get through is let go of after a day.
    if (address) fetch(address, { method: 'POST', headers: { 'HX-Request': 'true' }, keepalive: true }).catch(() => {});
    if (current?.row === row) current.request.abort();
    else next();
  };
  document.addEventListener('click', ({ target }) => {
    const row = target.closest('.tray li');
    const button = target.closest('.tray button');
    if (!button) return;
    if ('remove' in button.dataset) remove(row, button.dataset.remove);
    else {
      begin(row);
      row.querySelector('[data-remove]').focus();
    }
  });

  // ---- Choosing. ----

  addEventListener('click', (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!isPlain || !event.target.closest('.attach') || !tray()) return;
    event.preventDefault();
    event.stopPropagation();
    tray().querySelector('[type=file]').click();
  }, true);
  document.addEventListener('change', ({ target }) => {
    if (!target.matches('.tray [type=file], .camera [type=file]')) return;
    [...target.files].forEach(add);
    target.value = '';
    find('form.composer').elements.text.focus({ preventScroll: true });
  });

  // ---- Pasting: a picture or files, but not the picture that office programs lay beside their words. ----

  document.addEventListener('paste', (event) => {
    const { files: pasted, types } = event.clipboardData;
    const isText = types.includes('text/plain') && types.includes('text/html');
    if (!chat()?.contains(event.target) || !pasted.length || isText) return;
    event.preventDefault();
    [...pasted].forEach(add);
  });

  // ---- Dropping onto the conversation; beside it nothing happens, or the browser would leave for the file. ----

  const show = (isOver) => chat()?.classList.toggle('chat--over', isOver);
  const bringsFiles = (event) => tray() && event.dataTransfer?.types.includes('Files');
  document.addEventListener('dragover', (event) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    const isOver = chat().contains(event.target);
    event.dataTransfer.dropEffect = isOver ? 'copy' : 'none';
    show(isOver);
  });
  document.addEventListener('dragleave', (event) => { if (!chat()?.contains(event.relatedTarget)) show(false); });
  document.addEventListener('drop', (event) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    show(false);
    if (chat().contains(event.target)) [...event.dataTransfer.files].forEach(add);
  });
})();
