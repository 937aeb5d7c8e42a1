/**
 * @param {[string, QueuedEntry][]} rows
 */
export function last(rows) {
  return rows.length ? rows[rows.length - 1][0] : '';
}

/**
 * @param {string[]} keys
 * @param {string} last
 */
export function known(keys, last) {
  return keys.filter(key => key <= last);
}

/**
 * @param {[string, QueuedEntry][]} rows
 * @param {string[]} keys
 * @param {(QueuedEntry | undefined)[]} entries
 * @param {[string, QueuedEntry][]} added
 */
export function merged(rows, keys, entries, added) {
  const all = new Map(rows);
  keys.forEach((key, index) => {
    if (entries[index]) all.set(key, entries[index]);
    else all.delete(key);
  });
  return Array.from(all).concat(added);
}

/**
 * @param {[string, QueuedEntry][]} rows
 */
export function state(rows) {
  const left = rows.map(row => row[1]).filter(entry => entry.state !== 'parked');
  return !left.length
    ? 'idle'
    : left.some(entry => entry.cause === 'NEEDS_LOGIN')
      ? 'needsLogin'
      : left.every(entry => entry.state === 'inFlight')
        ? 'syncing'
        : 'waiting';
}

/**
 * @param {Record<string, number | undefined>} counts
 */
export function left(counts) {
  return ['acknowledged', 'superseded', 'discarded', 'archived'].reduce(
    (rest, name) => rest - (counts[name] || 0),
    counts.total || 0,
  );
}

/**
 * @param {Record<string, number>} audit
 * @param {Record<string, number>} counts
 * @param {[string, QueuedEntry][]} all
 * @param {[string, QueuedEntry][]} rows
 * @param {string} subject
 */
export function count(audit, counts, all, rows, subject) {
  audit.total += rows.length - all.length;
  Object.keys(counts).forEach(key => {
    const at = key.indexOf('@');
    const name = at < 0 ? key : key.slice(0, at);
    if (!(name in audit)) return;
    if (at < 0) audit[name] += counts[key];
    else if (key.slice(at + 1) !== subject) {
      audit[name] -= counts[key];
      audit.total -= counts[key];
    }
  });
  rows.forEach(row => audit[row[1].state]++);
}

/**
 * @param {Record<string, number>} counts
 * @param {string} subject
 */
export function unnamed(counts, subject) {
  const left = Object.assign({}, counts);
  Object.keys(counts).forEach(key => {
    const at = key.indexOf('@');
    if (at < 0 || key.slice(at + 1) !== subject) return;
    const gone = key.slice(0, at) + '@\0';
    left[gone] = (left[gone] || 0) + counts[key];
    delete left[key];
  });
  return left;
}

/**
 * @param {QueuedEntry} entry
 * @param {((request: Request) => Request) | undefined} edit
 */
export function edited(entry, edit) {
  return Promise.resolve(
    edit &&
      Promise.resolve(new Request(entry.url, /** @type {RequestInit} */ (entry)))
        .then(edit)
        .then(made =>
          made.arrayBuffer().then(body => {
            const type = made.headers.get('content-type');
            const text = decodeURI(made.url) + new TextDecoder().decode(body);
            return Object.assign({}, entry, {
              method: made.method,
              url: made.url,
              body: body.byteLength ? body : void 0,
              headers: entry.headers
                .filter(one => one[0] !== 'content-type')
                .concat(type ? [['content-type', type]] : []),
              ids: entry.ids && entry.ids.filter(one => text.indexOf(one.temporary) >= 0),
            });
          }),
        ),
  );
}

/**
 * @param {[string, any][]} rows
 */
export function asText(rows) {
  return rows.map(row => {
    const copy = Object.assign({}, row[1]);
    let text = '';
    if (copy.body) {
      new Uint8Array(copy.body).forEach(byte => (text += String.fromCharCode(byte)));
      copy.body = { base64: btoa(text) };
    }
    delete copy.holder;
    return JSON.parse(JSON.stringify(copy)); // as it is read: without fields that hold undefined
  });
}

/**
 * @param {any[]} entries
 */
export function asBytes(entries) {
  return entries.map(entry =>
    entry && entry.body
      ? Object.assign({}, entry, {
          body: Uint8Array.from(atob(entry.body.base64), char => char.charCodeAt(0)).buffer,
        })
      : entry,
  );
}
