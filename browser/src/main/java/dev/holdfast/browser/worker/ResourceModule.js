/**
 * @param {string} path
 * @param {HoldfastResourceOptions | null} options
 * @param {NetworkApi} network
 * @param {GivenResource['queue']} queue
 * @param {HoldfastStrategy} first
 * @param {GivenResource['add']} routes
 */
export function add(path, options, network, queue, first, routes) {
  if (!self.holdfastResource) importScripts('/holdfast/holdfast-resource.js');
  self.holdfastResource({
    path: path,
    options: options || {},
    host: network,
    queue: queue,
    first: first,
    add: routes,
  });
}
