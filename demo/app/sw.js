// The app's service worker: its files stay usable without a network.
importScripts('/holdfast/precache.js', '/holdfast/holdfast-worker.js');

holdfast
  .precache(self.__PRECACHE || [])
  .navigationFallback('/index.html')
  .start();
