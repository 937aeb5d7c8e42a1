/**
 * @param {(call: Call) => Promise<Response>} way
 * @param {Options} options
 * @param {Files} files
 */
export function readyMade(way, options, files) {
  const other = options.fallback;
  return {
    answer: call =>
      way(call).catch(error => {
        error.isFinal = true;
        return new Promise(done =>
          done(other instanceof Function ? other(call) : other && files.file(other)),
        ).then(found => found || Promise.reject(error));
      }),
  };
}

/**
 * @param {Options} options
 */
export function inTime(options) {
  return answer =>
    !options.timeout
      ? answer
      : Promise.race([
          new Promise((done, late) =>
            setTimeout(() => late(new TypeError('no answer in time')), options.timeout),
          ),
          answer.then(got =>
            got
              .clone()
              .arrayBuffer()
              .then(() => got),
          ),
        ]);
}
