export { precacheAndRoute } from 'workbox-precaching';
export { registerRoute } from 'workbox-routing';
export { CacheFirst, NetworkFirst, StaleWhileRevalidate } from 'workbox-strategies';
export { Queue } from 'workbox-background-sync';
