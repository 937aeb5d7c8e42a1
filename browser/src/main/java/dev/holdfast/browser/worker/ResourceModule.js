/**
 * @param {string} script
 * @param {string} path
 * @param {HoldfastResourceOptions | null} options
 * @param {NetworkApi} network
 * @param {GivenResource['queue']} queue
 * @param {HoldfastStrategy} first
 * @param {GivenResource['add']} routes
 */
export function add(script, path, options, network, queue, first, routes) {
  if (!self.holdfastResource) importScripts(script);
  self.holdfastResource({
    path: path,
    options: options || {},
    host: network,
    queue: queue,
    first: first,
    add: routes,
  });
}
