// The same with open caches kept, and requests that no route matches left to the browser, which does not
// wake the worker for them.
import { openQueue, plain } from './plain.sw.js';

let db;
const open = {};

self.addEventListener('install', event => {
  if (!event.addRoutes) return;
  const paths = ['/api/queue/', '/api/cached/', '/api/stale/', '/api/first/'];
  const ours = { or: paths.map(path => ({ urlPattern: `${path}*` })) };
  event.waitUntil(event.addRoutes({ condition: { not: ours }, source: 'network' }));
});

plain({
  database: () => (db = db || openQueue()),
  cacheOf: name => (open[name] = open[name] || caches.open(name)),
});
