package dev.holdfast.browser.page;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.json.Json;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * The sync function that the app has given to its worker ({@code holdfast.sync(fn)}), as a function
 * for the engine of a page that has no way to sync of its own: it is called through a port, and so
 * are its signal and its progress.
 */
final class WorkersFunction {
  private WorkersFunction() {}

  /** Takes the function. */
  @JSFunctor
  interface Found extends JSObject {
    void heard(Json fn);
  }

  /**
   * Asks the worker, now and whenever another takes over, and entrusts it with the space. A promise
   * of its first answer; it does not wait longer than 5 s for a worker that has none. Calls fail at
   * once from then on, as the one under way does, until a worker has the function again.
   */
  @JSBody(
      params = {"definitions", "found"},
      script =
          """
          var workers = isSecureContext && navigator.serviceWorker;
          if (!workers || !definitions.worker && !workers.controller) return Promise.resolve();
          var subject = definitions.subject || '', network = definitions.network || {};
          var database = ['holdfast', subject, definitions.space || 'default']
            .map(encodeURIComponent).join('/');
          var tell = (type, call, hear) => workers.ready.then(known => {
            var pair = new MessageChannel();
            pair.port1.onmessage = event => hear(event.data);
            known.active.postMessage({type: type, database: database, subject: subject, call: call,
              state: definitions.state, limit: network.syncTimeout || 60000}, [pair.port2]);
            return pair.port1;
          });
          var gone, giveUp, fn = call => new Promise((resolve, reject) => {
            giveUp = () => gone && reject(new Error('the worker has no sync function any more'));
            giveUp();
            gone || deliver(call, resolve, reject);
          });
          var deliver = (call, resolve, reject) => {
            var signal = call.signal, progress = call.progress;
            tell('offered', Object.assign({}, call, {signal: 0, progress: 0}), said => said.total >= 0
              ? progress(said.done, said.total) : said.failed ? reject(Object.assign(
                said.network ? new TypeError(said.text) : new Error(said.text),
                {status: said.status, headers: {get: () => said.wait}})) : resolve(said.result))
              .then(port => signal.addEventListener('abort', () => port.postMessage(0)));
          };
          return new Promise(asked => {
            var ask = () => {
              var late = setTimeout(() => { gone = 1; giveUp && giveUp(); asked(); }, 5000);
              tell('entrusted', 0, () => { clearTimeout(late); gone = 0; found(fn); asked(); });
            };
            workers.addEventListener('controllerchange', ask);
            ask();
          });
          """)
  static native Promise find(Json definitions, Found found);

  /**
   * Asks for a sync event, in browsers that have them, each time that work is left and this page is
   * hidden, since it may be closed next, or the browser knows of no connection.
   */
  @JSBody(
      params = "storage",
      script =
          """
          var asked, wake = () => {
            var left = storage.hasConflicts && (document.hidden || !navigator.onLine);
            if (left && !asked) navigator.serviceWorker.ready.then(known =>
              known.sync && known.sync.register('holdfast')).catch(() => {});
            asked = left;
          };
          document.addEventListener('visibilitychange', wake);
          storage.subscribe(wake);
          wake();
          """)
  static native void wakeForWork(OfflineStorage storage);
}
