import 'holdfast/worker/sync';
import { holdfast, type HoldfastHandler } from 'holdfast/worker';

const report: HoldfastHandler = ({ request, params, online }) =>
  online ? fetch(request) : Response.json({ year: params.year, offline: true });

holdfast
  .precache(self.__PRECACHE)
  .navigationFallback('/index.html')
  .intercept('GET /api/report/:year', report)
  .intercept('POST /api/tasks', holdfast.queue({ idFrom: '/id' }))
  .resource('/api/notes', { items: '/data' })
  .sync(async ({ changes }) => changes.length > 0)
  .start();

// @ts-expect-error: a method is written in capitals
holdfast.intercept('post /api/tasks', holdfast.queue());
// @ts-expect-error: no such option
holdfast.queue({ lanes: 'x' });
