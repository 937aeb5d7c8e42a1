// Uses every member of the worker's `holdfast` once; `npm run check` compiles it.

declare const __PRECACHE: HoldfastPrecacheEntry[] | undefined;

const handler: HoldfastHandler = ({ request, params, online, event }) =>
  online && event.clientId ? fetch(request) : Response.json({ year: params.year, offline: true });

holdfast
  .precache(__PRECACHE ?? [])
  .navigationFallback('/index.html')
  .intercept('GET /api/news', holdfast.networkFirst({ timeout: 3_000, cacheName: 'news' }))
  .intercept('GET /img/*', holdfast.cacheFirst({ maxEntries: 200, maxAge: 7 * 86_400_000 }))
  .intercept('GET /api/tasks', holdfast.staleWhileRevalidate({ cacheable: (answer) => answer.ok }))
  .intercept('GET /fonts/*', holdfast.cacheOnly())
  .intercept('GET /api/clock', holdfast.networkOnly())
  .intercept(
    'POST /api/tasks',
    holdfast.queue({ lane: 'tasks', reply: ({ id }) => Response.json({ queued: id }, { status: 202 }) }),
    { when: 'always' },
  )
  .intercept('GET /api/report/:year', handler)
  .start();
