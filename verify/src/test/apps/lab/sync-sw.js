importScripts('/holdfast/precache.js', '/holdfast/holdfast-worker.js');

// Brings the changes to the app's backend, whose answer is the function's: true, false or { server }.
holdfast
  .precache(self.__PRECACHE || [])
  .sync(async ({ changes, base, local, idempotencyKey, signal, progress }) => {
    progress(0, changes.length);
    const answer = await fetch('/api/state', {
      method: 'PUT',
      body: JSON.stringify({ changes, base, local }),
      headers: { 'Idempotency-Key': idempotencyKey },
      signal,
    });
    if (!answer.ok) {
      throw answer;
    }
    return answer.json();
  })
  .start();
