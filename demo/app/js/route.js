// The address tells which inspection is open: `#/i0042`.

export const path = (id) => `#/${encodeURIComponent(id)}`;

/** The id of the open inspection, or undefined. */
export function openInspection() {
  const id = decodeURIComponent(location.hash.slice(2));
  return id || undefined;
}

export function open(id) {
  location.hash = path(id);
}

/** Closes the inspection: shows only the list. */
export function close() {
  history.pushState(null, '', location.pathname);
  dispatchEvent(new HashChangeEvent('hashchange'));
}
