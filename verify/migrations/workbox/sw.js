import { BackgroundSyncPlugin } from 'workbox-background-sync';
import { clientsClaim } from 'workbox-core';
import { precacheAndRoute } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { NetworkFirst, NetworkOnly } from 'workbox-strategies';

clientsClaim();
precacheAndRoute(self.__WB_MANIFEST);
registerRoute(({ url }) => url.pathname === '/api/tasks', new NetworkFirst({ cacheName: 'workbox-tasks' }));
registerRoute(
  ({ url }) => url.pathname === '/api/tasks',
  new NetworkOnly({ plugins: [new BackgroundSyncPlugin('tasks')] }),
  'POST',
);
