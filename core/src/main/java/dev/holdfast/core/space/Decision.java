package dev.holdfast.core.space;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.merge.SchemaVersion;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.ProblemCode;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides about mutations.
 *
 * <p>An id seen before gets its first receipt again. A value that the document already has is
 * accepted without a new version. A change made on the current version is stored. Any other change
 * is compared with its base. If only one side changed, that side wins. If both did, the
 * collection's {@link ConflictResolver} decides or leaves a conflict. A mutation that was made on
 * an earlier one of the same push is judged on that one's result. Each stored mutation gets the
 * space's next version, so versions have no gaps.
 */
final class Decision {
  private final SpaceStore store;
  private final Rules rules;
  private final Set<Long> applied = new HashSet<>();

  Decision(SpaceStore store, Rules rules) {
    this.store = store;
    this.rules = rules;
  }

  /** Decides about mutations in order and returns their receipts. */
  List<Receipt> push(String subject, List<Mutation> mutations, Permission permission) {
    List<Receipt> receipts = new ArrayList<>(mutations.size());
    long before = Head.of(store).version();
    Map<List<String>, Mutation> accepted = new HashMap<>();
    for (Mutation mutation : mutations) {
      List<String> author = List.of(mutation.origin(), mutation.collection(), mutation.doc());
      Mutation earlier = accepted.get(author);
      Mutation on = earlier != null && isMadeOn(earlier, mutation, before) ? earlier : null;
      SpaceStore.Remembered seen = store.receipt(subject, mutation.origin(), mutation.id());
      Receipt receipt =
          seen == null ? decideOnce(subject, mutation, on, permission) : repeat(seen, mutation);
      if (receipt.accepted()) {
        accepted.put(author, mutation);
      }
      receipts.add(receipt);
    }
    return receipts;
  }

  /**
   * Whether {@code mutation} was made on the earlier one of its author in the same push: it has the
   * same base, or the version that the earlier one was going to get.
   *
   * @param before the space's version before the push
   */
  static boolean isMadeOn(Mutation earlier, Mutation mutation, long before) {
    return mutation.base() == earlier.base() || mutation.base() > before;
  }

  /** The versions that hold just what this push sent. The sender knows those documents. */
  Set<Long> applied() {
    return applied;
  }

  /** The receipts of mutations that were sent before, as far as they are known. */
  List<Receipt> known(String subject, List<SyncRequest.Unknown> unknown) {
    List<Receipt> receipts = new ArrayList<>();
    for (SyncRequest.Unknown asked : unknown) {
      SpaceStore.Remembered seen = store.receipt(subject, asked.origin(), asked.id());
      Receipt receipt = seen == null ? null : seen.receipt();
      if (receipt != null) {
        receipts.add(receipt);
      }
    }
    return receipts;
  }

  private Receipt repeat(SpaceStore.Remembered seen, Mutation mutation) {
    if (!seen.content().isEmpty() && !seen.content().equals(mutation.content())) {
      return Receipt.rejected(
          mutation.id(),
          new Mutation.Fault(ProblemCode.ID_REUSED, "this id was used before, for another change"));
    }
    Receipt receipt = seen.receipt();
    if (receipt != null) {
      return receipt;
    }
    Revision server = store.current(mutation.collection(), mutation.doc());
    return Receipt.expired(mutation.id(), version(server), text(server));
  }

  private Receipt decideOnce(
      String subject, Mutation mutation, @Nullable Mutation on, Permission permission) {
    Receipt receipt = decide(subject, mutation, on, permission);
    store.putReceipt(
        subject,
        mutation.origin(),
        mutation.id(),
        new SpaceStore.Remembered(mutation.content(), receipt));
    for (String id : mutation.replaces()) {
      if (store.receipt(subject, mutation.origin(), id) == null) {
        Receipt same = receipt.forReplaced(id, mutation.id());
        store.putReceipt(subject, mutation.origin(), id, new SpaceStore.Remembered("", same));
      }
    }
    return receipt;
  }

  /**
   * @param on the earlier mutation of the push that this one was made on; null if there is none
   */
  private Receipt decide(
      String subject, Mutation mutation, @Nullable Mutation on, Permission permission) {
    Mutation.Fault fault = mutation.fault();
    if (fault != null) {
      return Receipt.rejected(mutation.id(), fault);
    }
    if (!permission.mayWrite(mutation)) {
      return Receipt.rejected(
          mutation.id(),
          new Mutation.Fault(ProblemCode.FORBIDDEN, "this subject may not write it"));
    }
    Revision server = store.current(mutation.collection(), mutation.doc());
    String serverText = text(server);
    long serverVersion = version(server);
    Json local = local(mutation, server);
    String text = mutation.text() == null ? null : Placed.text(local, mutation.text());
    if (same(text, serverText)) {
      return applied(mutation, serverVersion, content(server));
    }
    if (SchemaVersion.is(mutation.collection(), mutation.doc())) {
      Json later = SchemaVersion.later(mutation.value(), content(server));
      return write(subject, mutation, server, later, local, text);
    }
    if (on == null && mutation.base() == serverVersion) {
      return write(subject, mutation, server, local, local, text);
    }
    ConflictResolver.Resolution resolution = resolve(mutation, local, on, server);
    if (resolution == null) {
      return Receipt.rejected(
          mutation.id(),
          new Mutation.Fault(ProblemCode.INVALID, "the server's resolver failed on it"));
    }
    return resolution.decided()
        ? write(subject, mutation, server, resolution.value(), local, text)
        : Receipt.conflict(mutation.id(), serverVersion, serverText);
  }

  /** The content that the mutation asks for. Without a place of its own, the server's stays. */
  private static Json local(Mutation mutation, @Nullable Revision server) {
    String place = mutation.place();
    return Placed.of(
        mutation.value(), place == null ? Placed.place(content(server)) : Json.of(place));
  }

  /**
   * The decision about the content, with the resolver's about the value; null if the app's resolver
   * throws. The place merges apart from the value.
   */
  private ConflictResolver.@Nullable Resolution resolve(
      Mutation mutation, Json local, @Nullable Mutation on, @Nullable Revision server) {
    Revision stored =
        mutation.base() == 0
            ? null
            : store.at(mutation.collection(), mutation.doc(), mutation.base());
    boolean known = on != null || stored != null;
    Json base = on != null ? local(on, server) : content(stored);
    Json place = Placed.merge(base, local, content(server));
    Json baseValue = Placed.value(base);
    Json serverValue = Placed.value(content(server));
    if (known && Json.equal(baseValue, serverValue)) {
      return ConflictResolver.Resolution.of(Placed.of(mutation.value(), place));
    }
    if (known && Json.equal(baseValue, mutation.value())) {
      return ConflictResolver.Resolution.of(Placed.of(serverValue, place));
    }
    ConflictResolver.Conflict conflict =
        new ConflictResolver.Conflict(
            mutation.collection(), mutation.doc(), known, baseValue, mutation.value(), serverValue);
    try {
      ConflictResolver.Resolution made = rules.policy(mutation.collection()).resolve(conflict);
      return made.decided() ? ConflictResolver.Resolution.of(Placed.of(made.value(), place)) : made;
    } catch (RuntimeException e) {
      return null;
    }
  }

  /**
   * @param local the content that the mutation asked for
   * @param asked its canonical text
   */
  private Receipt write(
      String subject,
      Mutation mutation,
      @Nullable Revision server,
      Json content,
      Json local,
      @Nullable String asked) {
    String collection = mutation.collection();
    String doc = mutation.doc();
    Validator.Verdict verdict =
        SchemaVersion.is(collection, doc)
            ? Validator.Verdict.accept(content)
            : judge(subject, collection, doc, Placed.value(content));
    String refusal = verdict.refusal();
    if (refusal != null) {
      return Receipt.rejected(mutation.id(), new Mutation.Fault(ProblemCode.INVALID, refusal));
    }
    Json stored = Placed.withValue(content, verdict.value());
    boolean asAsked = Json.equal(stored, local);
    String text = asAsked ? asked : Json.isAbsent(stored) ? null : Json.stringify(stored);
    String serverText = text(server);
    if (same(text, serverText)) {
      return Receipt.merged(mutation.id(), version(server), serverText);
    }
    Head head = Head.of(store);
    long version = head.version() + 1;
    String place = mutation.place();
    boolean samePlace =
        Json.equal(Placed.place(stored), place == null ? Json.absent() : Json.of(place));
    StateHash hash = asAsked && samePlace ? mutation.hash() : StateHash.of(collection, doc, stored);
    StateHash before = server == null ? StateHash.EMPTY : server.hash();
    StateHash stateHash = head.stateHash().minus(before).plus(hash);
    store.append(new Revision(collection, doc, version, text, hash), stateHash);
    store.putHead(head.at(version, stateHash, Json.isString(Placed.place(stored))));
    return asAsked
        ? applied(mutation, version, stored)
        : Receipt.merged(mutation.id(), version, text);
  }

  private Receipt applied(Mutation mutation, long version, Json content) {
    applied.add(version);
    return Receipt.applied(mutation.id(), version, content, mutation.place() != null);
  }

  /** A validator that throws refuses this mutation, not the whole push. */
  private Validator.Verdict judge(String subject, String collection, String doc, Json value) {
    try {
      return rules.validator().judge(subject, collection, doc, value);
    } catch (RuntimeException e) {
      return Validator.Verdict.refuse("the server's validator failed on it");
    }
  }

  private static Json content(@Nullable Revision revision) {
    return revision == null ? Json.absent() : revision.content();
  }

  private static @Nullable String text(@Nullable Revision server) {
    return server == null ? null : server.text();
  }

  private static long version(@Nullable Revision server) {
    return server == null ? 0 : server.version();
  }

  private static boolean same(@Nullable String a, @Nullable String b) {
    return a == null ? b == null : a.equals(b);
  }
}
