importScripts('/holdfast/precache.js', '/holdfast/holdfast-worker.js');
holdfast
  .precache(self.__PRECACHE || [])
  .intercept('GET /visits', holdfast.networkFirst({ fallback: '/offline.html' }))
  .intercept('POST /visits', holdfast.queue({ reply: () => Response.redirect('/offline.html', 303) }))
  .start();
