main();
self.holdfastQueue = open;
self.addEventListener('periodicsync', event => event.waitUntil(self.holdfastQueue.drain()));
