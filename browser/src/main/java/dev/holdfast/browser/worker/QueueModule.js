/**
 * @param {NetworkApi} network
 */
export function load(network) {
  if (!self.holdfastQueue) {
    importScripts('/holdfast/holdfast-queue.js');
    self.holdfastQueue = self.holdfastQueue(network);
  }
  return self.holdfastQueue;
}
