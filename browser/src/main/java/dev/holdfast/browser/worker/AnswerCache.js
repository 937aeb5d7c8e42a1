/**
 * @param {Options} options
 * @param {Promise<string | undefined>} called
 * @param {Request} request
 * @param {(request: Request, found: Response) => Response | Promise<Response>} part
 */
export function find(options, called, request, part) {
  return called
    .then(name => name && caches.match(request, Object.assign({}, options, { cacheName: name })))
    .then(found => {
      if (found && found.type === 'opaque' && request.mode !== 'no-cors') return;
      const stored = found && options.maxAge && +found.headers.get('holdfast-stored');
      if (!found || (stored && Math.abs(Date.now() - stored) > options.maxAge)) return;
      return part(request, found);
    });
}

/**
 * @param {NamedCache} cache
 * @param {Options} options
 * @param {Call} call
 * @param {Promise<Response>} answered
 * @param {NetworkApi} network
 * @param {Record<string, boolean>} said
 */
export function keep(cache, options, call, answered, network, said) {
  const request = call.request;
  const mayBeKept = answer => {
    const heads = answer.headers;
    return (
      request.method === 'GET' &&
      request.cache !== 'no-store' &&
      !answer.redirected &&
      (answer.status === 200 || answer.type === 'opaque') &&
      !/\*/.test(heads.get('vary')) &&
      (options.cacheable ? options.cacheable(answer) : answer.type !== 'opaque') &&
      (options.ignoreCacheControl ||
        !/no-store/i.test(heads.get('cache-control')) ||
        warned(heads.get('cache-control')))
    );
  };
  const warned = why => {
    if (!said[request.url] && /^(localhost|127\.|\[)/.test(location.hostname))
      console.warn(
        'holdfast: not kept: ' +
          request.url +
          ' (Cache-Control: ' +
          why +
          '; see ignoreCacheControl)',
      );
    said[request.url] = true;
  };
  const marked = (twin, varies) => {
    const heads = new Headers(twin.headers);
    heads.set('vary', varies.join());
    if (options.maxAge) heads.set('holdfast-stored', /** @type {any} */ (Date.now()));
    return new Response(twin.body, {
      status: twin.status,
      statusText: twin.statusText,
      headers: heads,
    });
  };
  const replace = (open, asked, twin) =>
    open
      .put(asked, twin)
      .then(() => (options.ignoreSearch || options.ignoreVary ? open.keys(asked, options) : []))
      .then(same => Promise.all(same.slice(0, -1).map(old => open.delete(old))));
  const trim = open =>
    open.keys().then(keys => {
      const leave = index => open.delete(keys[index]).then(() => next(index + 1));
      const next = index =>
        keys.length - index > (options.maxEntries || 1 / 0)
          ? leave(index)
          : options.maxAge &&
            open
              .match(keys[index])
              .then(
                old =>
                  Date.now() - +old.headers.get('holdfast-stored') > options.maxAge && leave(index),
              );
      return next(0);
    });
  const keepOne = answer => {
    if (!mayBeKept(answer)) return;
    const heads = answer.headers;
    const named = (heads.get('vary') || '').toLowerCase().split(/[ ,]+/);
    const varies = named.filter(name => !network.isCredential(name));
    const asked = new Request(request.url, {
      headers: Array.from(request.headers).filter(head => varies.includes(head[0])),
    });
    const twin = answer.clone();
    const kept =
      (options.maxAge || varies.length < named.length) && answer.type !== 'opaque'
        ? marked(twin, varies)
        : twin;
    return (/html/i.test(heads.get('content-type')) ? network.check() : Promise.resolve(2))
      .then(known => known > 1 && cache.called(call))
      .then(name => name && caches.open(name))
      .then(
        open =>
          open &&
          replace(open, asked, kept).then(
            () => (options.maxEntries || options.maxAge) && trim(open),
          ),
      );
  };
  call.event.waitUntil(answered.then(keepOne).catch(() => {}));
}
