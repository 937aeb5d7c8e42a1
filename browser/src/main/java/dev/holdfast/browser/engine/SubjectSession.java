package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.BrowserRandom;
import dev.holdfast.browser.js.Names;
import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.store.IdbStore;
import dev.holdfast.core.Done;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Adoption;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.WorkList;
import org.teavm.jso.JSBody;

/** The session of a subject in this page, from the start to the sign-out here or in another tab. */
final class SubjectSession {
  private final Engine engine;
  private boolean ended;

  SubjectSession(Engine engine) {
    this.engine = engine;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Whether a message of another tab is about this subject. */
  boolean isOf(Json message) {
    return Json.text(Json.get(message, "subject")).equals(engine.app.subject());
  }

  /** Takes nobody's work over, if the app wants that. A failure is reported. */
  void adopt(Runnable then) {
    String whose = Names.ofSpace("", engine.app.space());
    if (!engine.app.adopts()) {
      if (engine.app.debugs() && !engine.app.subject().isEmpty()) {
        Browser.databases(
            whose, name -> Json.text((Json) name).equals(whose) ? count(whose) : null);
      }
      then.run();
      return;
    }
    Tabs tabs = new Tabs(whose);
    IdbStore store = new IdbStore(whose, why -> {});
    Replica nobody =
        new Replica(
            store,
            engine.clock,
            new BrowserRandom(),
            here -> {
              if (here) {
                tabs.changed();
              }
            });
    Done ended =
        failure -> {
          engine.news.report(failure);
          store.close();
          tabs.close();
          engine.requests.read();
          then.run();
        };
    Adoption.run(
        nobody,
        engine.replica,
        engine.app.subject(),
        engine.app.hasServer(),
        failure -> {
          if (failure == null) {
            engine.queue.adopt(ended);
          } else {
            ended.ended(failure);
          }
        });
  }

  /** Says on the console how many changes of nobody wait. */
  private Promise count(String whose) {
    IdbStore store = new IdbStore(whose, why -> {});
    Replica nobody = new Replica(store, engine.clock, new BrowserRandom(), here -> {});
    return Promise.of(
        (resolve, reject) ->
            nobody.refresh(
                failure -> {
                  int waiting = Json.size(new WorkList(nobody).listed(false, false));
                  if (waiting > 0) {
                    warn(waiting);
                  }
                  store.close();
                  resolve.with(Json.absent());
                }));
  }

  @JSBody(
      params = "waiting",
      script =
          "console.warn('holdfast: ' + waiting + ' changes made before anybody was signed in wait;"
              + " start({ adopt: true }) takes them over');")
  private static native void warn(int waiting);

  /** Tells the worker who is signed in here. */
  Promise name() {
    return engine.app.subject().isEmpty()
        ? Promise.resolve(Json.absent())
        : Browser.name(Json.of(engine.app.subject()), false);
  }

  /**
   * A worker has taken the page over. One that was registered after an eviction knows nobody, while
   * the one before it may still have controlled the page when that was found.
   */
  void introduce() {
    if (!ended) {
      name();
    }
  }

  /** The app has named the signed-in subject again, perhaps after a login. */
  void signedIn() {
    name()
        .then(
            heard -> {
              engine.requests.drain();
              engine.sync.userLooked();
              return heard;
            });
  }

  /**
   * The subject signs out here. This page and the subject's other tabs stop sending, fetching and
   * storing.
   */
  void signedOut() {
    Json message = News.event("signedOut");
    Json.set(message, "subject", Json.of(engine.app.subject()));
    engine.tabs.post(message);
    end();
  }

  /** The subject has signed out in another tab, which deletes the data. */
  void leave() {
    engine.replica.end();
    end();
  }

  private void end() {
    ended = true;
    engine.sync.finish();
    engine.attention.end();
    engine.news.change();
  }
}
