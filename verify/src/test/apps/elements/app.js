// The address says how: /?space=s&lang=de&worker=no
import * as holdfast from '/holdfast/holdfast.js';
import * as elements from '/holdfast/elements/all.js';

const { offlineStorage, networkStatus, holdfastServer } = holdfast;
const wanted = new URLSearchParams(location.search);
document.documentElement.lang = wanted.get('lang') ?? 'en';
document.documentElement.dir = document.documentElement.lang === 'ar' ? 'rtl' : 'ltr';

const app = { state: undefined, started: false };
const space = wanted.get('space') ?? 'elements';
Object.assign(window, { holdfast, elements, offlineStorage, networkStatus, app });
offlineStorage.defineSync(holdfastServer({ space }));
await offlineStorage.start({
  space,
  worker: wanted.get('worker') === 'no' ? undefined : '/sw.js',
  state: { notes: 'list' },
  restore: (state) => (app.state = state),
});
app.started = true;
