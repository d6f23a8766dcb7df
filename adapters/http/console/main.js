import { App } from './app.js';

// The one address that is known: the entry point, beside which this page lies.
await new App(new URL('./', location.href).href).start();
