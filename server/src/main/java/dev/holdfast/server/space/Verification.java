package dev.holdfast.server.space;

import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.space.SpaceStore;
import java.util.List;
import java.util.function.Consumer;

/** Recomputes every hash of a store from what lies there, and compares. */
public final class Verification {
  private final Consumer<String> problems;
  private long documents;
  private long found;

  private Verification(Consumer<String> problems) {
    this.problems = problems;
  }

  /**
   * What was looked at.
   *
   * @param problems how many lines told of damage
   */
  public record Result(long spaces, long documents, long problems) {}

  /**
   * Looks at all spaces. Each is seen as of one commit, so a server may go on writing.
   *
   * @param problems gets a line for each damage: where, expected, got
   */
  public static Result of(SpacesReader spaces, Consumer<String> problems) {
    Verification verification = new Verification(problems);
    spaces.damage().forEach(verification::say);
    List<String> names = List.of();
    try {
      names = spaces.names();
    } catch (DataException e) {
      verification.say(String.valueOf(e.getMessage()));
    }
    for (String name : names) {
      try {
        spaces.read(name, store -> verification.look(name, store));
      } catch (RuntimeException e) {
        verification.say(name, "cannot be read: " + e.getMessage());
      }
    }
    return new Result(names.size(), verification.documents, verification.found);
  }

  private void say(String space, String problem) {
    say("space \"" + space + "\" " + problem);
  }

  private void say(String problem) {
    found++;
    problems.accept(problem);
  }

  private boolean look(String name, SpaceStore store) {
    Head head = store.head();
    if (head == null) {
      return true; // it was deleted just now
    }
    Sum sum = new Sum(name);
    store.changes(
        0,
        revision -> {
          sum.add(revision);
          return true;
        });
    if (!sum.hash.equals(head.stateHash())) {
      say(
          name,
          "has the state hash " + head.stateHash().hex() + ", its documents " + sum.hash.hex());
    }
    if (sum.version > head.version()) {
      say(name, "is at version " + head.version() + ", and a document at " + sum.version);
    }
    StateHash last = store.stateHash(head.version());
    if (last != null && !last.equals(head.stateHash())) {
      say(
          name,
          "has the state hash " + head.stateHash().hex() + ", its lineage says " + last.hex());
    }
    return true;
  }

  /** The documents of one space, so far. */
  private final class Sum {
    private final String space;
    private StateHash hash = StateHash.EMPTY;
    private long version;

    Sum(String space) {
      this.space = space;
    }

    void add(Revision revision) {
      if (!revision.deleted()) {
        documents++;
      }
      version = revision.version();
      StateHash own = StateHash.EMPTY;
      try {
        own = StateHash.of(revision.collection(), revision.doc(), revision.content());
        if (!own.equals(revision.hash())) {
          say(
              space,
              where(revision)
                  + " has the hash "
                  + revision.hash().hex()
                  + ", its value "
                  + own.hex());
        }
      } catch (RuntimeException e) {
        say(space, where(revision) + " has a value that is no JSON");
      }
      hash = hash.plus(own);
    }

    private static String where(Revision revision) {
      return "document "
          + revision.collection()
          + "/"
          + revision.doc()
          + " at version "
          + revision.version();
    }
  }
}
