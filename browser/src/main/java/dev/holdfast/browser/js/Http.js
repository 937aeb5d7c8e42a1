/**
 * @param {string} method
 * @param {string} url
 * @param {Promise<HeadersInit>} headers
 * @param {string | undefined} body
 * @param {boolean} packed
 * @param {number} ms
 */
export function exchange(method, url, headers, body, packed, ms) {
  const stop = new AbortController();
  let timer;
  let status = -2;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(), ms);
  };
  const late = new Promise((yes, no) => {
    stop.signal.onabort = () => {
      status = 0;
      no();
    };
  });
  wait();
  return Promise.race([
    late,
    headers
      .then(made => {
        status = 0;
        const send = content =>
          fetch(url, {
            method: method,
            headers: made,
            body: content,
            redirect: 'manual',
            cache: 'no-store',
            signal: stop.signal,
          });
        if (!packed) return send(body);
        made['Content-Encoding'] = 'gzip';
        return new Response(new Blob([body]).stream().pipeThrough(new CompressionStream('gzip')))
          .blob()
          .then(send);
      })
      .then(got => {
        let text = '';
        let size = 0;
        let counted = 0;
        const decoder = new TextDecoder();
        const from = got.body && got.body.getReader();
        const answered = () => {
          let json;
          try {
            json = JSON.parse(text);
          } catch (none) {}
          const status = got.type === 'opaqueredirect' ? -1 : got.status;
          return { status: status, body: json, got: got, size: size };
        };
        return new Promise((done, failed) => {
          const next = () =>
            from
              .read()
              .then(chunk => {
                if (chunk.done) return done(answered());
                text += decoder.decode(chunk.value, { stream: true });
                size += chunk.value.length;
                if (size - counted > 1023) {
                  counted = size;
                  wait();
                }
                next();
              })
              .catch(failed);
          if (from) next();
          else done(answered());
        });
      }),
  ])
    .catch(error => {
      return { status: status, thrown: status < -1 ? error : void 0 };
    })
    .finally(() => clearTimeout(timer));
}

/**
 * @param {string} url
 */
export function mayPack(url) {
  return (
    typeof CompressionStream === 'function' &&
    new URL(url, location.href).origin === location.origin
  );
}

/**
 * @param {{ headers?: { get?: (name: string) => any } } | undefined} answer
 */
export function retryAfter(answer) {
  const heads = answer && answer.headers;
  const asked = heads && heads.get && heads.get('Retry-After');
  const pause = +asked * 1000;
  return !asked ? 0 : pause >= 0 ? pause : Math.max(0, Date.parse(asked) - Date.now()) || 0;
}
