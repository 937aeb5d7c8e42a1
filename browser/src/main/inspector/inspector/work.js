// What waits and what is there, as lists: the outbox, the queued requests, the documents.
import { isOurs, valueOf } from './disk.js';
import { element, pagedList, pairs, table, tag } from './lists.js';
import { codeOf, detailOf } from './reasons.js';

const BODY = 65536;

export const HIDDEN =
  'What this subject wrote is not shown: no page that works for it has been seen since this inspector was opened.';

const bodyOf = one => {
  if (!one.body) return [];
  if (!(one.body instanceof ArrayBuffer) || one.body.byteLength > BODY) {
    return [element('p', {}, `a body of ${one.body.byteLength || one.body.size || '?'} bytes`)];
  }
  return [element('h3', {}, 'Body'), element('pre', {}, new TextDecoder().decode(one.body))];
};

const json = value => (value === undefined ? '(deleted)' : JSON.stringify(value, null, 2));
const day = ms => (ms ? new Date(ms).toLocaleString() : 'never');
const labelled = (name, value) => [element('h3', {}, name), element('pre', {}, json(value))];

/**
 * The three lists in their sections.
 *
 * @param now gives the `Facts` that are shown
 */
export const workLists = now => {
  let unsent = new Map();
  const unsentOf = key => unsent.get(key) || [];
  const mayShow = () => now().maySee(now().space());
  const isOwn = one => now().isOwn(one);

  const outbox = pagedList(document.getElementById('outbox'), {
    empty: 'Nothing is unsent here.',
    key: one => one.id,
    sign: one => JSON.stringify([one.state, one.attempts, one.cause, one.frozen, mayShow()]),
    summary: one => [
      mayShow() ? one.key : 'a document',
      tag(one.state),
      one.attempts ? tag(`${one.attempts} ${one.attempts === 1 ? 'attempt' : 'attempts'}`) : '',
      codeOf(one.cause) ? tag(codeOf(one.cause)) : '',
      one.ours ? tag("Holdfast's own") : '',
    ],
    content: one => [
      pairs([
        ['id', one.id],
        ['made at', day(one.at)],
        ['made on version', one.base],
        ...(one.on ? [['waits for', one.on]] : []),
        ...(one.replaces && one.replaces.length
          ? [['includes', `${one.replaces.length} earlier changes`]]
          : []),
        ...(one.cause ? [['cause', mayShow() ? detailOf(one.cause) : codeOf(one.cause)]] : []),
      ]),
      ...(mayShow()
        ? [...labelled('Before', valueOf(one.baseValue)), ...labelled('Now', valueOf(one.value))]
        : [element('p', {}, HIDDEN)]),
    ],
    text: one =>
      mayShow()
        ? `${one.key} ${one.state} ${one.id} ${json(valueOf(one.value))} ${JSON.stringify(one.cause) || ''}`.toLowerCase()
        : `${one.state} ${one.id}`,
  });

  const requests = pagedList(document.getElementById('requests'), {
    empty: 'No request waits.',
    key: one => one.key,
    sign: one =>
      JSON.stringify([one.id, one.state, one.attempts, one.cause, one.notBefore, isOwn(one)]),
    summary: one => [
      isOwn(one) ? `${one.method} ${one.url}` : `${one.method} of another subject`,
      tag(one.state),
      codeOf(one.cause) ? tag(codeOf(one.cause)) : '',
    ],
    content: one =>
      isOwn(one)
        ? [
            pairs([
              ['id', one.id],
              ['subject', one.subject || 'nobody'],
              ['lane', one.lane],
              ['made at', day(one.at)],
              ['attempts', one.attempts],
              ...(one.cause ? [['cause', one.cause]] : []),
              ...(one.notBefore ? [['not before', day(one.notBefore)]] : []),
              ...(one.ids && one.ids.length
                ? [['waits for the ids of', `${one.ids.length} others`]]
                : []),
            ]),
            table('Headers', ['name', 'value'], one.headers || []),
            ...bodyOf(one),
          ]
        : [element('p', {}, HIDDEN)],
    text: one =>
      isOwn(one)
        ? `${one.method} ${one.url} ${one.state} ${one.cause || ''} ${one.lane}`.toLowerCase()
        : one.state,
  });

  const documents = pagedList(document.getElementById('documents'), {
    empty: 'The server version has no documents here.',
    key: one => one.key,
    sign: one => `${one.version} ${unsentOf(one.key).length}`,
    summary: one => [
      one.key,
      tag(`version ${one.version}`),
      one.value === undefined ? tag('deleted') : '',
      unsentOf(one.key).length ? tag(`${unsentOf(one.key).length} unsent`) : '',
      isOurs(one.key) ? tag("Holdfast's own") : '',
    ],
    content: one => [
      ...labelled('Server version', one.value),
      ...unsentOf(one.key).flatMap(entry =>
        labelled(`Unsent, ${entry.state}`, valueOf(entry.value)),
      ),
    ],
    text: one => {
      if (one.text === undefined)
        one.text = `${one.key} ${JSON.stringify(one.value) || ''}`.toLowerCase();
      return one.text;
    },
  });

  return {
    show() {
      const space = now().space();
      const entries = (space && space.entries) || [];
      unsent = new Map();
      for (const one of entries) unsent.set(one.key, [...unsentOf(one.key), one]);
      outbox.show(entries);
      requests.show((now().queue && now().queue.entries) || []);
      documents.show(now().documents);
    },
    search(text) {
      for (const list of [documents, outbox, requests]) list.search(text);
    },
  };
};
