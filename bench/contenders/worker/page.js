// The page's side of a contender whose worker is /workers/NAME/sw.js.

export function page(name) {
  const counting = new URL(location.href).search.includes('counting') ? '?counting' : '';
  const url = `/workers/${name}/sw.js${counting}`;
  const ask = message =>
    new Promise((done, fail) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => (data.failed ? fail(new Error(data.failed)) : done(data));
      navigator.serviceWorker.controller.postMessage(message, [port2]);
    });
  return {
    url,
    ask,
    register: () => navigator.serviceWorker.register(url),
    start: () => {},
    waiting: async () => (await ask({ waiting: true })).waiting,
    replay: async () => void (await ask({ replay: true })),
    counts: async () => (navigator.serviceWorker.controller ? ask({ counts: true }) : {}),
  };
}
