export function find() {
  const said = self.__HOLDFAST || {};
  const from = /(https?:\/\/[^/]*)(\/\S*)holdfast\/holdfast-worker\.js/.exec(new Error().stack);
  const root = from && from[1] === location.origin ? from[2] : said.root || '/';
  return {
    root: root,
    elsewhere: ['holdfast', 'v1'].concat(said.elsewhere || []).map(path => root + path),
  };
}
