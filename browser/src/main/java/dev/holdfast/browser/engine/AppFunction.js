/**
 * @param {(call: object) => unknown} fn
 * @param {any} argument
 * @param {AbortController} stop
 * @param {number} ms
 * @param {(done: number, total: number) => void} progress
 */
export function call(fn, argument, stop, ms, progress) {
  return new Promise((resolve, reject) => {
    let late;
    const timer = setTimeout(() => {
      late = 1;
      stop.abort();
    }, ms);
    stop.signal.onabort = () =>
      reject(new Error(late ? 'nothing within ' + ms + ' ms' : 'it was given up'));
    argument.signal = stop.signal;
    argument.progress = progress;
    Promise.resolve()
      .then(() => fn(argument))
      .finally(() => clearTimeout(timer))
      .then(resolve, reject);
  });
}
