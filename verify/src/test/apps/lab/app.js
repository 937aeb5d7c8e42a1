// The address says how the app is wired: /?space=s&sync=server|rest|own|none&restore=no|throws&worker=no|/sync-sw.js
// &url=https://other&subject=s&adopt=yes&token=t&requestTimeout=ms&patience=ms&ping=/path
// &backend=NAME of backends.js, with sync=rest
import * as holdfast from '/holdfast/holdfast.js';
import { backends } from './backends.js';

const { offlineStorage, networkStatus, holdfastServer, rest } = holdfast;
const wanted = new URLSearchParams(location.search);
const sync = wanted.get('sync') ?? 'server';

/** The app under test: its state, and what it was told. */
const app = {
  state: undefined,
  restored: [],
  calls: [],
  answer: () => true,
  events: [],
  started: false,
  token: wanted.get('token'),
};
Object.assign(window, { holdfast, offlineStorage, networkStatus, app });

offlineStorage.setSnapshotFn(() => app.state);
if (sync === 'server') {
  const headers = () => app.headers?.() ?? (app.token ? { authorization: `Bearer ${app.token}` } : {});
  const url = wanted.get('url') ?? undefined;
  offlineStorage.defineSync(holdfastServer({ space: wanted.get('space') ?? 'lab', url, headers }));
}
if (sync === 'rest') {
  offlineStorage.defineSync(rest({ collections: { tasks: backends[wanted.get('backend')] ?? '/api/tasks' } }));
}
if (sync === 'own') {
  offlineStorage.defineSync((call) => {
    app.calls.push({ ...call, signal: undefined });
    app.signal = call.signal;
    return app.answer(call);
  });
}
for (const type of ['sync', 'progress', 'conflict', 'error', 'update']) {
  offlineStorage.addEventListener(type, (event) => app.events.push(event));
}

const options = { space: wanted.get('space') ?? 'lab' };
if (wanted.get('worker') !== 'no') {
  options.worker = wanted.get('worker') ?? '/sw.js';
}
if (wanted.get('restore') !== 'no') {
  options.restore = (state) => {
    app.state = state;
    return app.restored.push(state);
  };
}
if (wanted.get('restore') === 'throws') {
  options.restore = () => {
    throw new Error('a bug of the app');
  };
}
if (wanted.has('subject')) {
  options.subject = wanted.get('subject');
}
if (wanted.has('adopt')) {
  options.adopt = true;
}
if (wanted.has('requestTimeout')) {
  options.network = { requestTimeout: Number(wanted.get('requestTimeout')) };
}
if (wanted.has('patience')) {
  const ms = Number(wanted.get('patience'));
  options.network = { probeTimeout: ms, requestTimeout: ms, syncTimeout: ms };
}
if (wanted.has('ping')) {
  options.network = { ...options.network, ping: wanted.get('ping') };
}
await offlineStorage.start(options);
app.atStart = app.state;
app.started = true;
