/**
 * @param {unknown} error
 */
export function thrown(error) {
  const all = /** @type {any} */ (globalThis);
  const text = String(error);
  const said = (all.holdfastSaid = all.holdfastSaid || {});
  if (!said[text]) console.error(error);
  said[text] = 1;
  return text;
}
