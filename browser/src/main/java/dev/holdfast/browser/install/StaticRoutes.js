/**
 * @param {Promise<Cache>} files
 * @param {Promise<unknown>} installed
 * @param {InstallEvent} event
 * @param {string[]} routes
 */
export function tell(files, installed, event, routes) {
  const rule = (condition, path, method) => {
    if (path) condition.urlPattern = new URLPattern({ pathname: path.replace(/\*+/g, '*') });
    if (method && method !== '*') condition.requestMethod = method;
    return /** @type {RouterRule} */ ({ condition: condition, source: 'fetch-event' });
  };
  const plain = text => text.replace(/[+?:(){}\\]/g, '\\$&');
  const file = path => path.replace(/%[\da-f]{2}|[^\w/.-]/gi, '*');
  const within = (paths, depth) =>
    Array.from(
      new Set(
        paths.map(path => {
          const parts = path.split('/');
          return parts.length < depth + 2
            ? file(path)
            : file(parts.slice(0, depth + 1).join('/')) + '/*';
        }),
      ),
    );
  const fewest = paths => {
    let depth = 1 / 0;
    let few = within(paths, depth);
    for (depth = 9; few.length > 150 && depth; depth--) few = within(paths, depth);
    return few.length > 150 ? ['/*'] : few;
  };
  const foreign = routes.filter(route => /^\S+ \w+:\/\//.test(route));
  const here = self.location;
  return installed.then(
    () =>
      event.addRoutes &&
      files
        .then(cache => cache.keys())
        .then(kept => {
          const paths = kept.map(one => new URL(one.url).pathname);
          return event.addRoutes(
            [rule({ requestMode: 'navigate' })].concat(
              routes
                .filter(route => !foreign.includes(route))
                .map(route => {
                  const space = route.indexOf(' ');
                  const pattern = route.slice(space + 1);
                  return rule(
                    {},
                    /[(){}?+\\]|:\w+\*/.test(pattern)
                      ? plain(pattern.replace(/\/?[:(){}*?+\\][^]*/, '')) + '*'
                      : plain(pattern.replace(/:(?!\d)\w+/g, '*')),
                    route.slice(0, space),
                  );
                }),
              fewest(
                paths.concat(
                  paths.map(path => path.replace(/\/index\.html$/, '/')),
                  paths.map(path => path.replace(/\/$/, '/index.html')),
                ),
              ).map(path => rule({}, path)),
              {
                condition: {
                  urlPattern: new URLPattern(
                    foreign[0]
                      ? {
                          protocol: here.protocol.slice(0, -1),
                          hostname: here.hostname,
                          port: here.port,
                        }
                      : {},
                  ),
                },
                source: 'network',
              },
            ),
          );
        })
        .catch(() => {}),
  );
}
