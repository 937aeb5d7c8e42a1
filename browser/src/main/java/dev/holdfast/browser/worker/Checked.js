/**
 * @param {string} call
 * @param {Record<string, any> | null} options
 */
export function of(call, options) {
  const kinds = ['a boolean', 'a number', 'a function', 'a string', 'a list'];
  const cached =
    'cacheName:s maxEntries:n maxAge:n cacheable:f ignoreCacheControl:b ignoreSearch:b ignoreVary:b fallback:sf timeout:n ';
  const queued = 'reply:f lane:s onUnknown:s idempotencyKey:b keepHeaders:l maxBody:n ';
  const known = (
    call === 'queue'
      ? queued + 'idFrom:/'
      : call === 'resource'
        ? cached + queued + 'id:/ item:/ items:/ numericIds:b'
        : cached
  )
    .trim()
    .split(' ')
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
    const expected =
      found[1] === '/'
        ? !/^(\/|$)/.test(is === 's' ? value : '-') && 'a JSON Pointer such as /data'
        : name === 'onUnknown'
          ? !/^(resend|park)$/.test(value) && 'resend or park'
          : !found[1].includes(is) &&
            Array.from(found[1])
              .map(kind => kinds.find(text => text[2] === kind))
              .join(' or ');
    if (value != null && expected)
      wrong(name + ' must be ' + expected + ', not ' + (is === 'f' ? is : JSON.stringify(value)));
  });
  return options;
}
