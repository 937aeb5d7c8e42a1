/**
 * @param {string} call
 * @param {Record<string, any> | null} options
 */
export function of(call, options) {
  const kinds = { b: 'boolean', n: 'number', f: 'function', s: 'string', l: 'list' };
  const cached =
    'cacheName:s maxEntries:n maxAge:n cacheable:f ignoreCacheControl:b ignoreSearch:b ignoreVary:b fallback:sf timeout:n ';
  const queued = 'reply:f lane:s onUnknown:s idempotencyKey:b keepHeaders:l maxBody:n ';
  const known = (
    {
      queue: queued + 'idFrom:/',
      resource: cached + queued + 'id:/ item:/ items:/ numericIds:b',
      intercept: 'when:s',
      navigationFallback: 'allow:l deny:l',
    }[call] || cached
  )
    .match(/\S+/g)
    .map(one => one.split(':'));
  const wrong = text => {
    throw new TypeError(call + '(): ' + text);
  };
  Object.keys(options || {}).forEach(name => {
    const value = options[name];
    const found = known.find(one => one[0] === name);
    if (!found)
      wrong('"' + name + '" is no option; known are ' + known.map(one => one[0]).join(', '));
    const is = Array.isArray(value) ? 'l' : (typeof value)[0];
    const words = { onUnknown: 'resend or park', when: 'offline, always or never' }[name];
    const expected =
      found[1] === '/'
        ? !/^(\/|$)/.test(/** @type {any} */ (is === 's' && value)) &&
          'a JSON Pointer such as /data'
        : words
          ? !words.split(/,? (?:or )?/).includes(value) && words
          : !found[1].includes(is) &&
            found[1]
              .split('')
              .map(kind => 'a ' + kinds[kind])
              .join(' or ');
    if (value != null && expected)
      wrong(name + ' must be ' + expected + ', not ' + (JSON.stringify(value) || is));
  });
  return options;
}
