// The documents that all contenders keep: some 300 bytes each, ids in ascending order.

const TEXT = 'The north wall is cracked above the second window; sealed, to be checked in spring. ';

export const document = (number, edited = 0) => ({
  id: 'd' + String(number).padStart(6, '0'),
  title: 'Inspection ' + number,
  done: number % 3 === 0,
  edited,
  place: { street: 'Mill street', number: number % 90 },
  tags: ['roof', 'gutter'],
  note: TEXT + TEXT,
});

export const documents = size => Array.from({ length: size }, (none, number) => document(number));

/** Whether two values are the same JSON, in whatever order their keys are. */
function equal(one, other) {
  if (Object(one) !== one || Object(other) !== other) return one === other;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length && keys.every(key => equal(one[key], other[key]))
  );
}

/** Throws unless `found` holds just these documents, in whatever order. */
export function same(found, wanted) {
  if (found.length !== wanted.length) {
    throw new Error(`${found.length} documents instead of ${wanted.length}`);
  }
  const byId = new Map(found.map(doc => [doc.id, doc]));
  for (const doc of wanted) {
    const other = byId.get(doc.id);
    if (!equal(doc, other)) {
      throw new Error(`${JSON.stringify(other)} instead of ${JSON.stringify(doc)}`);
    }
  }
}
