importScripts('/holdfast/precache.js', '/holdfast/holdfast-worker.js');
holdfast.precache(self.__PRECACHE || []).start();
