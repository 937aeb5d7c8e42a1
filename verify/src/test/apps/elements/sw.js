importScripts('/holdfast/precache.js', '/holdfast/holdfast-worker.js');

holdfast
  .precache(self.__PRECACHE || [])
  .navigationFallback('/index.html')
  .intercept('POST /api/*', holdfast.queue())
  .start();
