// Requests to the bench's own backend, for all contenders that have no server of their own.

async function post(path, body) {
  const answer = await fetch(path, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(path + ': ' + answer.status);
  return answer.json();
}

/** Documents after `cursor`: `{ documents, cursor }`. */
export async function pulled(space, cursor, limit) {
  const answer = await fetch(`/api/documents/${space}?after=${cursor}&limit=${limit}`);
  if (!answer.ok) throw new Error('pull: ' + answer.status);
  return answer.json();
}

export const pushed = (space, documents) => post(`/api/documents/${space}`, documents);
