/**
 * @param {Admitted} entry
 * @param {NetworkApi} host
 * @param {(redirect: RequestRedirect) => Promise<Request>} made
 */
export function attempt(entry, host, made) {
  const send = redirect => made(redirect).then(request => host.fetchWithin(request, 3e4));
  const look = () =>
    host.fetchWithin(
      new Request(entry.url, { redirect: 'manual', credentials: entry.credentials }),
      3e4,
    );
  return send('follow').catch(error => {
    if (!error || error.message === 'no answer') throw error;
    return host.check().then(known => {
      if (known < 2) throw error;
      return entry.parksUnknown
        ? look().then(seen => (seen.type === 'opaqueredirect' ? seen : Promise.reject(error)))
        : send('manual');
    });
  });
}

/**
 * @param {Admitted} entry
 * @param {Promise<Response>} response
 * @param {NetworkApi} host
 * @param {Rewrite} rewrite
 * @param {((path: string) => boolean) | null} isLogin
 * @param {Record<string, (entry: Admitted, answer: Response, id: unknown) => Promise<unknown>>} taken
 * @param {(status: number, retryAfter: number, id: string, why: string, response: Response | null) => void} facts
 */
export function facts(entry, response, host, rewrite, isLogin, taken, facts) {
  const namesLogin = path =>
    isLogin ? isLogin(path) : /\/(log-?in|sign-?in|auth|oauth2|sso|saml)(\.\w+)?(\/|$)/i.test(path);
  response
    .then(answer => {
      const to = answer.redirected && new URL(answer.url);
      const hidden = answer.type === 'opaqueredirect';
      const redirect =
        (hidden && !entry.direct) ||
        (to && (to.origin !== new URL(entry.url).origin || namesLogin(to.pathname)));
      const wait = answer.headers.get('retry-after');
      const after = /^\d+$/.test(wait) ? Date.now() + Number(wait) * 1000 : Date.parse(wait) || 0;
      const known =
        hidden || redirect || (answer.ok && /html/i.test(answer.headers.get('content-type')))
          ? host.check()
          : Promise.resolve(2);
      return Promise.all([
        known,
        answer.status > 399 || entry.makes ? answer.clone().text() : '',
      ]).then(known => {
        let id;
        let why = '';
        const isGone =
          entry.method === 'DELETE' && (answer.status === 404 || answer.status === 410);
        const text = said => (typeof said === 'string' ? said : '');
        try {
          const said = JSON.parse(known[1]);
          id = entry.makes && rewrite.value(said, entry.idFrom);
          const words = text(said.detail) || text(said.message) || text(said.title);
          why =
            (text(said.code) || 'REFUSED') + ': HTTP ' + answer.status + (words && ': ' + words);
        } catch (none) {}
        const csrf = answer.status === 403 && /csrf|xsrf/i.test(known[1]);
        const then = () =>
          facts(
            known[0] < 2 ? -1 : redirect || csrf ? 0 : isGone || hidden ? 204 : answer.status,
            after,
            (typeof id === 'string' && id) || typeof id === 'number' ? JSON.stringify(id) : '',
            why,
            answer,
          );
        const hook = taken[entry.resource];
        return hook && (answer.ok || isGone) && !redirect && known[0] > 1
          ? hook(entry, answer.clone(), id).then(
              named => {
                id = named;
                return then;
              },
              () => then,
            )
          : then;
      });
    })
    .catch(error => () => facts(error ? -1 : 0, 0, '', '', null))
    .then(tell => tell());
}

/**
 * @param {BroadcastChannel} channel
 * @param {Admitted} entry
 * @param {Response} response
 * @param {boolean} taken
 * @param {Map<string, string> | null} lasts
 * @param {((replayed: HoldfastReplayed) => unknown) | null} hook
 * @param {NetworkApi} host
 * @param {(request: Request) => Promise<Request>} prepared
 * @param {OfCache} ofCache
 */
export function tell(channel, entry, response, taken, lasts, hook, host, prepared, ofCache) {
  const call = work => new Promise(done => done(work()));
  const refresh = cache =>
    cache.keys(response.url, { ignoreSearch: true, ignoreVary: true }).then(keys =>
      Promise.all(
        keys.map(key =>
          Promise.all([
            cache.match(key),
            prepared(new Request(key, { cache: 'no-cache', credentials: entry.credentials })).then(
              request => host.fetchWithin(request, 3e4),
            ),
          ]).then(both => {
            const now = both[1];
            const twin = new Headers(now.headers);
            if (now.status > 499 || /html/i.test(twin.get('content-type'))) return;
            if (both[0] && both[0].headers.has('holdfast-stored'))
              twin.set('holdfast-stored', /** @type {any} */ (Date.now()));
            const noStore = heads => /no-store/i.test(heads.get('cache-control'));
            const vary = twin.get('vary') || '';
            twin.set(
              'vary',
              vary
                .split(/[ ,]+/)
                .filter(name => !host.isCredential(name))
                .join(),
            );
            return now.status !== 200 ||
              now.redirected ||
              (noStore(twin) && !(both[0] && noStore(both[0].headers))) ||
              /\*/.test(vary)
              ? cache.delete(key)
              : cache.put(
                  key,
                  new Response(now.body, { statusText: now.statusText, headers: twin }),
                );
          }),
        ),
      ),
    );
  const last = lasts && lasts.get(entry.url.split('?')[0]);
  const ours = host.cacheNames().map(name => ofCache(name, entry.subject));
  return Promise.race([
    new Promise(late => setTimeout(late, 3e4)),
    Promise.all(
      [
        call(() =>
          (hook ? response.clone() : response).text().then(body =>
            channel.postMessage({
              type: 'replayed',
              subject: entry.subject,
              ok: taken,
              answer: {
                id: entry.id,
                method: entry.method,
                url: entry.url,
                status: response.status,
                headers: Object.fromEntries(response.headers),
                body: body,
              },
            }),
          ),
        ),
        call(
          () =>
            hook &&
            hook({
              id: entry.id,
              method: entry.method,
              url: entry.url,
              ok: taken,
              response: response.clone(),
            }),
        ),
        call(
          () =>
            (!last || last === entry.id) &&
            caches
              .keys()
              .then(all =>
                Promise.all(
                  all
                    .filter(name => ours.includes(name))
                    .map(name => caches.open(name).then(refresh)),
                ),
              ),
        ),
      ].map(one => one.catch(console.error)),
    ),
  ]);
}

/**
 * @param {Admitted} entry
 * @param {Headers | null} all
 * @param {RequestRedirect} redirect
 * @param {Rewrite} rewrite
 */
export function build(entry, all, redirect, rewrite) {
  const heads = new Headers(all || entry.headers);
  if (entry.sendsKey && !heads.has('idempotency-key')) heads.set('idempotency-key', entry.id);
  const known =
    (entry.ids &&
      rewrite(entry.url, entry.body, text => {
        const id = entry.ids.find(one => one.temporary === text);
        return id && JSON.parse(id.is);
      })) ||
    entry;
  return new Request(known.url, {
    method: entry.method,
    headers: heads,
    body: known.body,
    credentials: entry.credentials,
    redirect: redirect,
  });
}
