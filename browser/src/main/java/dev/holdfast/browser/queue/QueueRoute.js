/**
 * @param {Order} order
 * @param {RouteOptions} options
 * @param {Steps} queue
 * @param {NetworkApi} host
 * @param {(call: Call, subject: string, body: ArrayBuffer) => Promise<object>} entry
 * @param {(admitted: Admitted, call: Call) => Promise<Response>} reply
 */
export function of(order, options, queue, host, entry, reply) {
  const notKept = {};
  const admit = (call, body) => {
    const subject = host.subjectOf(call.event.clientId);
    const before = order.tail || Promise.resolve();
    const admitted = before
      .then(() => subject)
      .then(named => {
        if (named === void 0) throw notKept;
        return body.then(bytes => {
          if (bytes.byteLength > (options.maxBody || 1 << 26)) throw notKept;
          return entry(call, named, bytes).then(made => queue.admit(made));
        });
      });
    order.tail = admitted.catch(() => {});
    return admitted;
  };
  const respond = (admitted, call) =>
    admitted.direct
      ? queue.direct(admitted, call).then(got => got || reply(admitted, call))
      : reply(admitted, call);
  const pass = request =>
    host.fetchWithin(request, 0).catch(failed => {
      failed.isFinal = true;
      throw failed;
    });
  const unread = (request, body) =>
    !request.bodyUsed
      ? request
      : new Request(request, {
          body: body,
          referrer: request.referrer,
          referrerPolicy: request.referrerPolicy,
        });
  return {
    answer: call => {
      const request = call.request;
      const body = (request.mode === 'navigate' ? request.clone() : request)
        .arrayBuffer()
        .then(bytes => {
          Object.assign(call, { request: unread(request, bytes) });
          return bytes;
        });
      const admitted = admit(call, body);
      const answer = admitted.then(known => respond(known, call));
      call.event.waitUntil(
        admitted.then(
          known => answer.catch(() => {}).then(() => queue.answered(known)),
          () => {},
        ),
      );
      return answer.catch(error => {
        if (error !== notKept) throw error;
        return body.then(() => pass(call.request));
      });
    },
  };
}

/**
 * @param {Order} order
 * @param {RouteOptions} options
 * @param {Rewrite} rewrite
 * @param {NetworkApi} host
 */
export function entry(order, options, rewrite, host) {
  const kept = (options.keepHeaders || []).map(name => name.toLowerCase());
  const from = options.idFrom;
  if (from != null) order.ids = 1;
  const mentioned = (url, body, makes, isTheirs) => {
    const names = Object.create(null);
    const json = rewrite(url, body, text => {
      names[text] = true;
    }).json;
    const made = from != null && rewrite.value(json, options.idOwn || from);
    const path = new URL(url).pathname.replace(/\/$/, '');
    if (isTheirs) delete names[path];
    return {
      names: names,
      idFrom: from,
      temporary:
        typeof made === 'string' && made
          ? made
          : makes && typeof made === 'number'
            ? path + '/' + made
            : void 0,
      mints: makes && !made,
    };
  };
  return (call, subject, body) => {
    const asked = call.request;
    const url = new URL(asked.url);
    return Promise.all([
      crypto.subtle.digest('SHA-256', body),
      options.numbers && options.numbers(call),
    ]).then(found =>
      Object.assign(
        {
          subject: subject,
          lane: (subject && subject + ' ') + (options.lane || url.pathname),
          method: asked.method,
          url: asked.url,
          headers: Array.from(asked.headers).filter(
            head => kept.includes(head[0]) || !host.isCredential(head[0]),
          ),
          body: body.byteLength ? body : void 0,
          credentials: asked.credentials,
          at: Date.now(),
          sendsKey: !!options.idempotencyKey || url.origin === location.origin,
          parksUnknown: options.onUnknown === 'park',
          client: call.event.clientId,
          hash: String.fromCharCode.apply(null, /** @type {any} */ (new Uint8Array(found[0]))),
          resource: options.resource,
          numbers: found[1],
        },
        order.ids &&
          mentioned(
            asked.url,
            body,
            options.resource && asked.method === 'POST',
            found[1] === null,
          ),
      ),
    );
  };
}

/**
 * @param {RouteOptions} options
 * @param {Steps} queue
 */
export function reply(options, queue) {
  const json = body => {
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
      JSON.parse(text);
      return text;
    } catch (none) {
      return '{}';
    }
  };
  const from = request =>
    request.referrer.startsWith(location.origin + '/') ? request.referrer : self.registration.scope;
  return (entry, call) =>
    queue.queued(entry, call).then(online =>
      new Promise(done => {
        const own = options.reply;
        done(own && own(Object.assign({}, call, { id: entry.id, online: online })));
      })
        .catch(console.error) // it is queued all the same
        .then(made => {
          if (made instanceof Response) return made;
          const heads = { 'holdfast-queued': entry.id };
          if (call.request.mode === 'navigate') {
            heads.location = from(call.request);
            return new Response(null, { status: 303, headers: heads });
          }
          heads['content-type'] = 'application/json';
          return Promise.resolve(options.shown && options.shown(entry, call)).then(
            shown => new Response(shown || json(entry.body), { status: 202, headers: heads }),
          );
        }),
    );
}
