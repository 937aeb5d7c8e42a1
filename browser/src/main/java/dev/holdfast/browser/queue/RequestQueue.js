/**
 */
export function farewell() {
  return self.clients
    .matchAll({ type: 'window' })
    .then(all =>
      Promise.race([
        new Promise(late => setTimeout(late, 500)),
        Promise.all(
          all.map(
            page =>
              new Promise(done => {
                const pair = new MessageChannel();
                pair.port1.onmessage = done;
                page.postMessage({ type: 'goingOffline' }, [pair.port2]);
              }),
          ),
        ),
      ]),
    )
    .then(() => false);
}

/**
 * @param {BroadcastChannel} channel
 * @param {string[]} news
 * @param {string} key
 */
export function changed(channel, news, key) {
  if (news.push(key) < 2)
    Promise.resolve().then(() => channel.postMessage({ type: 'queue', keys: news.splice(0) }));
}
