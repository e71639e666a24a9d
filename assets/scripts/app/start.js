// What runs when the page has loaded.

import { showConnection } from './connection.js';
import { on } from './core.js';
import { restoreOutbox } from './sending.js';

on('change', (event) => event.target.closest('form.sort')?.requestSubmit());
showConnection();
restoreOutbox();
