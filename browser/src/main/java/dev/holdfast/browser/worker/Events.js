/**
 * @param {Answering} answer
 * @param {Call} call
 * @param {boolean} always
 * @param {NetworkApi} network
 */
export function answered(answer, call, always, network) {
  const asked = call.request;
  const read = /^(GET|HEAD)$/.test(asked.method);
  const problem = error =>
    new Response(
      JSON.stringify({
        type: 'about:blank',
        status: 503,
        title: 'Not reachable',
        code: Object(error).code || 'OFFLINE',
        detail: String(error),
      }),
      { status: 503, headers: { 'content-type': 'application/problem+json' } },
    );
  const ours = call =>
    new Promise(done => done(answer instanceof Function ? answer(call) : answer.answer(call)))
      .then(made => {
        if (!(made instanceof Response)) throw new TypeError('a handler answers with a Response');
        return made;
      })
      .catch(error => {
        const isFinal = Object(error).isFinal;
        if (isFinal && !(answer instanceof Function)) throw error;
        return call.online && !isFinal && !call.request.bodyUsed
          ? network.fetch(call.event, call.request).catch(() => problem(error))
          : problem(error);
      });
  if (always || !call.online) return ours(call);
  const gone = () => ours(Object.assign({}, call, { online: false }));
  const theirs = network.fetch(call.event, read ? asked : asked.clone()).catch(error => {
    if (error.name === 'AbortError') throw error;
    return network.check().then(online => {
      if (online) throw error;
      return gone();
    });
  });
  return !read || network.verified()
    ? theirs
    : Promise.race([theirs, network.check().then(online => (online ? theirs : gone()))]);
}
