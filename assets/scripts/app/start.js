// What runs when the page has loaded.

import { showConnection } from './connection.js';
import { on } from './core.js';
import { removeForeignEntries } from './outbox.js';
import { restoreOutbox } from './sending.js';

on('change', (event) => event.target.closest('form.sort')?.requestSubmit());
showConnection();
removeForeignEntries();
restoreOutbox();
