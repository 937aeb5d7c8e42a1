/**
 * @param {{ debug?: boolean }} definitions
 */
export function isDebug(definitions) {
  try {
    return !!definitions.debug || !!localStorage.getItem('holdfast-debug');
  } catch (blocked) {
    return false;
  }
}

/**
 * @param {PageDefinitions} definitions
 */
export function place(definitions) {
  const at = globalThis.document ? document.baseURI : 'http://localhost';
  const worker = definitions.worker;
  const scope = definitions.scope || (worker && new URL('./', new URL(worker, at)));
  return (definitions.place = scope ? new URL(scope, at).pathname : definitions.root);
}

export function zeros() {
  return {
    queued: 0,
    inFlight: 0,
    unknown: 0,
    conflicted: 0,
    parked: 0,
    acknowledged: 0,
    merged: 0,
    superseded: 0,
    discarded: 0,
    archived: 0,
    total: 0,
  };
}
