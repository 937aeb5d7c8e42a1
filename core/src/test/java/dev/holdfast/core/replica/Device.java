package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Clock;
import dev.holdfast.core.CountedRandom;
import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Random;
import dev.holdfast.core.Turns;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.ProblemBody;
import dev.holdfast.core.protocol.ProblemCode;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.store.MemoryStore;
import dev.holdfast.core.store.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One browser profile: a disk and the tabs on it. Every call is run to its end. JSON may be written
 * with single quotes; "" is an absent value. One file, since a tab is nothing without its device.
 */
final class Device {
  private static int devices;

  final Turns turns;
  final MemoryStore disk;
  double now = 1_000_000;
  final Clock clock =
      new Clock() {
        @Override
        public double now() {
          return now;
        }

        @Override
        public Timer after(double ms, Runnable task) {
          throw new UnsupportedOperationException();
        }
      };
  final Random random;

  Device() {
    this(new Turns());
  }

  /**
   * @param name begins all ids that are made here
   */
  Device(String name) {
    this(name, new Turns());
  }

  /** A second database of the same browser profile has the same turns. */
  Device(Turns turns) {
    this("d" + devices++, turns);
  }

  private Device(String name, Turns turns) {
    this.turns = turns;
    disk = new MemoryStore(turns);
    random = new CountedRandom(name + "x");
  }

  Tab tab() {
    return new Tab("{}", "", Schema.NONE);
  }

  /** A page of a release with a schema. */
  Tab tab(String shapes, double version, Schema.@Nullable Migrate migrate) {
    return new Tab(shapes, "", new Schema(version, new StateShape(json(shapes)), migrate));
  }

  Tab tab(String shapes) {
    return new Tab(shapes, "", Schema.NONE);
  }

  /** A page whose opening fails with {@code failure}. */
  Tab tab(String shapes, String failure) {
    return new Tab(shapes, failure, Schema.NONE);
  }

  static Json json(String text) {
    return text.isEmpty() ? Json.absent() : Json.parse(text.replace('\'', '"'));
  }

  static String text(Json value) {
    return Json.isAbsent(value) ? "" : Json.stringify(value).replace('"', '\'');
  }

  /** One page: its replica and its view of the state. */
  final class Tab {
    final Replica replica;
    final StateShape shape;
    final Replication replication;
    final List<String> lost = new ArrayList<>();
    int news;
    private StateSession session;

    Tab(String shapes, String failure, Schema schema) {
      shape = new StateShape(json(shapes));
      replica =
          new Replica(
              disk,
              clock,
              random,
              new Replica.Listener() {
                @Override
                public void changed(boolean here) {
                  news++;
                }

                @Override
                public void lost(Failure what) {
                  lost.add(what.code().name());
                }
              },
              new Schema(schema.version, shape, schema.migrate));
      session = new StateSession(replica, shape);
      replication = new Replication(replica);
      assertThat(call(replica::refresh)).isEqualTo(failure);
    }

    /** The page is loaded again. */
    void forget() {
      session = new StateSession(replica, shape);
    }

    /** The page has a restore function, and has not been given a state yet. */
    void isGivenItsState() {
      session = new StateSession(replica, shape, true);
    }

    Json given() {
      return session.given();
    }

    StateSession session() {
      return session;
    }

    Json misfits() {
      return session.misfits();
    }

    boolean isBehind() {
      return session.isBehind();
    }

    interface Call {
      void make(Done done);
    }

    /** Runs the call. Returns the code of its failure; "" if there was none. */
    String call(Call call) {
      Failure failure = failure(call);
      return failure == null ? "" : failure.code().name();
    }

    @Nullable Failure failure(Call call) {
      Failure[] ended = {null};
      int[] calls = {0};
      call.make(
          failure -> {
            ended[0] = failure;
            calls[0]++;
          });
      turns.untilIdle();
      assertThat(calls[0]).as("answers to one call").isEqualTo(1);
      return ended[0];
    }

    void must(Call call) {
      assertThat(failure(call)).isNull();
    }

    Json read(Consumer<Read> call) {
      Json[] got = {Json.absent()};
      must(
          done ->
              call.accept(
                  (value, failure) -> {
                    got[0] = value;
                    done.ended(failure);
                  }));
      return got[0];
    }

    void refresh() {
      must(replica::refresh);
    }

    // --- the state ---

    String save(String state) {
      return call(done -> save(state, done));
    }

    void save(String state, Done done) {
      session.save(json(state), done);
    }

    /** Saves during a load. Returns the code of the save's failure. */
    String saveDuringLoad(String state) {
      session.load(false, (given, failure) -> {});
      return save(state);
    }

    String adopt(String state) {
      StateSession.Snapshot snapshot = take(state);
      return call(done -> snapshot.save(true, done));
    }

    /** Takes a snapshot, to be saved later. */
    StateSession.Snapshot take(String state) {
      return session.take(json(state));
    }

    String load() {
      return text(read(read -> session.load(false, read)));
    }

    String failedLoad() {
      return call(done -> session.load(false, (state, failure) -> done.ended(failure)));
    }

    String failedPut(String key, String value) {
      return call(
          done ->
              replica.edit(
                  DocKey.collection(key),
                  DocKey.id(key),
                  present -> json(value),
                  (id, failure) -> done.ended(failure)));
    }

    /** Begins an exchange that is refused here. Returns the code. */
    String failedSync() {
      return call(
          done -> replication.beginExchange(1, 1, (exchange, failure) -> done.ended(failure)));
    }

    String peek() {
      return text(read(read -> session.load(true, read)));
    }

    // --- documents ---

    String get(String key) {
      return text(read(read -> replica.get(DocKey.collection(key), DocKey.id(key), read)));
    }

    /** Writes a document. Returns the mutation's id. */
    String put(String key, String value) {
      String[] minted = {""};
      must(
          done ->
              replica.edit(
                  DocKey.collection(key),
                  DocKey.id(key),
                  present -> json(value),
                  (id, failure) -> {
                    minted[0] = id;
                    done.ended(failure);
                  }));
      return minted[0];
    }

    /** Tries to write a document. Returns the code of its failure. */
    String tryPut(String key, String value) {
      return call(
          done ->
              replica.edit(
                  DocKey.collection(key),
                  DocKey.id(key),
                  present -> json(value),
                  (id, failure) -> done.ended(failure)));
    }

    /** Writes many documents at once. Returns the code of the failure. */
    String write(Json changes) {
      return call(done -> replica.write(changes, (ids, failure) -> done.ended(failure)));
    }

    /** All that is on the disk. */
    String disk() {
      return disk.toString();
    }

    /** The disk's traffic since the last call. */
    MemoryStore.Traffic traffic() {
      return disk.traffic();
    }

    /** Writes a document as others may have: whether it fits into the state or not. */
    void plant(String key, Json value) {
      plant(key, present -> value);
    }

    void plant(String key, Replica.Editor editor) {
      must(
          done ->
              replica.runOn(
                  key,
                  work -> {
                    Json present = work.chain(key).view();
                    Edits.edit(work, key, present, editor.edit(present));
                  },
                  done));
    }

    /** Exports all unsent work and the state. */
    Json export() {
      Json content = Json.object();
      must(done -> Export.run(replica, shape, content, done));
      return content;
    }

    boolean hasConflicts() {
      return replica.hasLocalChanges();
    }

    Json conflicts() {
      return new WorkList(replica).listed(true, false);
    }

    Json parked() {
      return new WorkList(replica).listed(false, true);
    }

    Json pending() {
      return new WorkList(replica).listed(false, false);
    }

    Json audit() {
      return new WorkList(replica).audit();
    }

    /**
     * Checks that each unit of work is in exactly one state. Returns how many are in {@code state}.
     */
    int audited(String state) {
      Json audit = audit();
      int sum = 0;
      for (String one :
          new String[] {
            "queued",
            "inFlight",
            "unknown",
            "conflicted",
            "parked",
            "acknowledged",
            "merged",
            "superseded",
            "discarded",
            "archived"
          }) {
        sum += (int) Json.number(Json.get(audit, one));
      }
      assertThat(sum)
          .as("audit %s", text(audit))
          .isEqualTo((int) Json.number(Json.get(audit, "total")));
      return (int) Json.number(Json.get(audit, state));
    }

    // --- syncing ---

    Exchange begin() {
      return begin(2000);
    }

    /**
     * @param news most changes to receive
     */
    Exchange begin(int news) {
      Exchange[] made = {null};
      must(
          done ->
              replication.beginExchange(
                  500,
                  news,
                  (exchange, failure) -> {
                    made[0] = exchange;
                    done.ended(failure);
                  }));
      return made[0];
    }

    /** Stores an answer. Returns the code of the failure that the app is told. */
    String commit(Exchange exchange, Json answer) {
      String[] code = {""};
      must(
          done -> {
            code[0] = ProblemBody.code(answer);
            if (code[0].equals(ProblemCode.NEWER_STATE)) {
              double version = ProblemBody.schema(answer);
              replication.newerState(
                  exchange,
                  version,
                  failure -> {
                    code[0] = failure == null ? "" : failure.code().name();
                    done.ended(null);
                  });
            } else if (!code[0].isEmpty()) {
              replication.newEpoch(exchange, ProblemBody.epoch(answer), done);
            } else {
              replication.commit(
                  exchange,
                  answer,
                  failure -> {
                    Failure told = exchange.told();
                    code[0] = told == null ? "" : told.code().name();
                    done.ended(failure);
                  });
            }
          });
      return code[0];
    }

    /**
     * Exchanges with the server until nothing is left. Returns the failures that the app was told.
     */
    String sync(TestServer server) {
      StringBuilder told = new StringBuilder();
      for (int rounds = 0; ; rounds++) {
        assertThat(rounds).as("rounds of one sync").isLessThan(20);
        Exchange exchange = begin();
        Json answer = server.sync(exchange.request());
        String code = commit(exchange, answer);
        told.append(code);
        if (code.equals("NEWER_STATE")) {
          return told.toString();
        }
        boolean more = !SyncAnswer.isPage(answer) || SyncAnswer.more(answer);
        if (code.isEmpty() && !more && !replica.hasWork()) {
          audited("total");
          return told.toString();
        }
      }
    }

    Offer offer() {
      Offer[] made = {null};
      must(
          done ->
              replication.beginOffer(
                  shape,
                  (offer, failure) -> {
                    made[0] = offer;
                    done.ended(failure);
                  }));
      return made[0];
    }

    String taken(Offer offer, String state) {
      return call(done -> replication.taken(offer, json(state), done));
    }

    void reset() {
      must(done -> Reset.run(replica, "reset", done));
    }
  }
}
