package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Idb;
import dev.holdfast.browser.js.Messages;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** What the page asks of the browser itself. */
final class Browser {
  private Browser() {}

  @JSBody(params = "s", script = "return encodeURIComponent(s);")
  static native String encode(String s);

  /** Asks that this site's storage be kept when the browser needs room. */
  @JSBody(script = "navigator.storage && navigator.storage.persist && navigator.storage.persist();")
  static native void persist();

  /**
   * Keeps outside the database who lives in it.
   *
   * @param replica empty for nobody
   * @return whether somebody else did, whom nobody moved out
   */
  @JSBody(
      params = {"database", "replica"},
      script =
          """
          try {
            var known = localStorage.getItem(database);
            if (replica) localStorage.setItem(database, replica);
            else localStorage.removeItem(database);
            return !!known && known !== replica;
          } catch (blocked) { return false; }
          """)
  static native boolean isReplaced(String database, String replica);

  @JSBody(script = "return document.visibilityState === 'visible';")
  static native boolean isVisible();

  @JSBody(params = "listener", script = "document.addEventListener('visibilitychange', listener);")
  static native void onVisible(Idb.Listener listener);

  @JSBody(script = "return isSecureContext && !!navigator.serviceWorker;")
  static native boolean hasWorkers();

  /**
   * Registers the worker; {@code waiting} hears that a new release waits. Where the user has
   * granted it, the browser is asked to wake the worker from time to time, twice a day at most.
   */
  @JSBody(
      params = {"url", "scope", "waiting"},
      script =
          """
          return navigator.serviceWorker.register(url, {scope: scope, updateViaCache: 'none'})
            .then(known => {
              var see = release => release && navigator.serviceWorker.controller &&
                (release.state === 'installed' ? waiting() : release.addEventListener('statechange',
                  () => release.state === 'installed' && waiting()));
              see(known.waiting);
              known.addEventListener('updatefound', () => see(known.installing));
              navigator.serviceWorker.ready.then(() =>
                navigator.permissions.query({name: 'periodic-background-sync'})).then(may =>
                may.state === 'granted' && known.periodicSync.register('holdfast', {minInterval: 432e5}))
                .catch(() => {});
            });
          """)
  static native Promise register(String url, Json scope, Idb.Listener waiting);

  @JSBody(
      params = "listener",
      script = "navigator.serviceWorker.addEventListener('message', listener);")
  static native void onWorkerMessage(Messages.Listener listener);

  /** The worker that controls this page; null without one. */
  @JSBody(script = "return navigator.serviceWorker && navigator.serviceWorker.controller || null;")
  static native @Nullable JSObject worker();

  /**
   * Tells the worker who is signed in here, undefined for nobody: a promise of its having heard, or
   * of nothing where no worker controls this page and {@code all} is false, since one that begins
   * to is told as well.
   */
  @JSBody(
      params = {"subject", "all"},
      script =
          """
          var workers = navigator.serviceWorker;
          if (!isSecureContext || !workers) return Promise.resolve();
          var tell = worker => worker && new Promise(heard => {
            var pair = new MessageChannel();
            pair.port1.onmessage = heard;
            setTimeout(heard, 5000);
            worker.postMessage({type: 'subject', subject: subject}, [pair.port2]);
          });
          workers.controller || all || workers.ready.then(known => tell(known.active));
          return Promise.resolve(workers.controller || all && workers.getRegistration().then(known =>
            known && known.active)).then(tell);
          """)
  static native Promise name(Json subject, boolean all);

  /** Does something with each database whose name begins so, one after the other. */
  @JSBody(
      params = {"prefix", "each"},
      script =
          """
          return indexedDB.databases().then(all => all.map(one => one.name)
            .filter(name => name.startsWith(prefix))
            .reduce((before, name) => before.then(() => each(name)), Promise.resolve()));
          """)
  static native Promise databases(String prefix, Promise.Then each);

  /** Deletes a database; those who have it open let go of it. */
  @JSBody(
      params = "name",
      script =
          """
          return new Promise(done => {
            var request = indexedDB.deleteDatabase(name);
            request.onsuccess = request.onerror = done;
          });
          """)
  static native Promise delete(String name);

  /** Deletes a subject's caches and what is known outside of its databases. */
  @JSBody(
      params = {"prefix", "subject"},
      script =
          """
          try {
            Object.keys(localStorage).forEach(key =>
              key.startsWith(prefix) && localStorage.removeItem(key));
          } catch (blocked) {}
          return self.caches ? caches.keys().then(names => Promise.all(names.map(name =>
            subject && name.endsWith('@' + encodeURIComponent(subject)) && caches.delete(name)))) : 0;
          """)
  static native Promise forget(String prefix, String subject);

  @JSBody(params = "text", script = "return new Blob([text], {type: 'application/json'});")
  static native JSObject blob(String text);

  @JSBody(params = "blob", script = "return blob.text();")
  static native Promise text(JSObject blob);

  @JSBody(params = "v", script = "return v instanceof Blob;")
  static native boolean isBlob(Json v);

  /** Lets the user save {@code blob} as {@code holdfast-<space>-<time>.json}. */
  @JSBody(
      params = {"blob", "space"},
      script =
          """
          var link = document.createElement('a');
          link.href = URL.createObjectURL(blob);
          link.download = 'holdfast-' + space + '-'
            + new Date().toISOString().replace(/[:.]/g, '-') + '.json';
          link.click();
          setTimeout(() => URL.revokeObjectURL(link.href), 60000);
          """)
  static native void download(JSObject blob, String space);
}
