/**
 * @param {{ postMessage(message: object, ports: MessagePort[]): void }} target
 * @param {object} message
 * @param {number} ms
 */
export function ask(target, message, ms) {
  return new Promise(function (resolve, reject) {
    const pair = new MessageChannel();
    const timer = setTimeout(function () {
      pair.port1.close();
      reject(new Error('no answer'));
    }, ms);
    pair.port1.onmessage = function (event) {
      clearTimeout(timer);
      pair.port1.close();
      resolve(event.data);
    };
    target.postMessage(message, [pair.port2]);
  });
}
