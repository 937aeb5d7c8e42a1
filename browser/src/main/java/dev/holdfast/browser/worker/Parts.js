export function of() {
  return (request, found) => {
    const asked = name => request.headers.get(name);
    const heads = new Headers(found.headers);
    if (request.method === 'HEAD')
      return new Response(null, {
        status: found.status,
        statusText: found.statusText,
        headers: heads,
      });
    if (!asked('range')) return found;
    const part = /^bytes=(\d*)-(\d*)$/.exec(asked('range'));
    const only = asked('if-range');
    const first = part && part[1];
    const last = part && part[2];
    return !part ||
      !(first || last) ||
      (first && last && +last < +first) ||
      found.status !== 200 ||
      (only && only !== heads.get('etag') && only !== heads.get('last-modified'))
      ? found
      : found.blob().then(all => {
          const size = all.size;
          const from = first ? +first : Math.max(0, size - +last);
          const to = first && last && +last < size ? +last : size - 1;
          const fits = from <= to;
          heads.delete('content-encoding');
          heads.set('content-length', /** @type {any} */ (fits ? to - from + 1 : 0));
          heads.set('content-range', 'bytes ' + (fits ? from + '-' + to : '*') + '/' + size);
          return new Response(all.slice(from, to + 1), {
            status: fits ? 206 : 416,
            statusText: fits ? 'Partial Content' : 'Range Not Satisfiable',
            headers: heads,
          });
        });
  };
}
