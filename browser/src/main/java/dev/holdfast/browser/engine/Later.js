/**
 * @param {number} tries
 * @param {object} storage
 */
export function load(tries, storage) {
  return holdfastMore(tries).then(module => {
    const more = module.more(storage);
    return more.begin().then(() => more);
  });
}
