/**
 * @param {string} url
 * @param {Promise<HeadersInit>} headers
 * @param {AbortController} stop
 * @param {string} poke
 * @param {(version: number) => void} poked
 */
export function read(url, headers, stop, poke, poked) {
  const news = new RegExp(poke);
  let how = 0;
  const silence = new AbortController();
  let timer;
  const wait = ms => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), ms);
  };
  stop.signal.onabort = () => silence.abort();
  wait(10000);
  return headers
    .then(made =>
      fetch(url, { headers: made, signal: silence.signal, cache: 'no-store', redirect: 'manual' }),
    )
    .then(got => {
      how = 1;
      if (!(got.headers.get('Content-Type') || '').startsWith('text/event-stream')) return;
      const decoder = new TextDecoder();
      const from = got.body.getReader();
      let text = '';
      return new Promise((over, failed) => {
        const next = () =>
          from
            .read()
            .then(chunk => {
              if (chunk.done) return over();
              how = 2;
              wait(40000);
              const lines = (text + decoder.decode(chunk.value, { stream: true })).split('\n');
              text = lines.pop();
              lines.forEach(line => {
                const found = news.exec(line);
                if (found) poked(+found[1]);
              });
              next();
            })
            .catch(failed);
        next();
      });
    })
    .catch(() => {})
    .then(() => {
      clearTimeout(timer);
      return how;
    });
}
