// The app's service worker: its files are available without a network.
importScripts('/network-switch.js', '/holdfast/precache.js', '/holdfast/holdfast-worker.js');

holdfast
  .precache(self.__PRECACHE || [])
  .navigationFallback('/index.html')
  .intercept('* /v1/*', holdfast.networkOnly()) // only so that the browser shows these to the switch
  .intercept('GET /holdfast/ping', holdfast.networkOnly())
  .start();
