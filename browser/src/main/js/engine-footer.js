main();
/** A server may take a request and never answer; the browser itself waits for ever then. */
const withinAMinute = loading =>
  Promise.race([
    loading,
    new Promise((done, fail) => setTimeout(fail, 6e4, new Error('no answer'))),
  ]);
const holdfastRest = tries =>
  withinAMinute(import('./holdfast-rest.js' + (tries ? '?' + tries : '')));
const holdfastMore = tries =>
  withinAMinute(import('./holdfast-more.js' + (tries % 2 ? '?' + tries : '')));
export { open };
