// The example as it is, with the page of a probe beside it.
import own from './vite.config.js';

export default { ...own, build: { rollupOptions: { input: ['index.html', 'probe.html'] } } };
