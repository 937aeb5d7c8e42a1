// What one writes first: a database and a cache are opened when they are needed.
import { openQueue, plain } from './plain.sw.js';

let db;

plain({
  database: () => (db = db || openQueue()),
  cacheOf: name => caches.open(name),
});
