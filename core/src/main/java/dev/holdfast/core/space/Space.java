package dev.holdfast.core.space;

import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Change;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.ProblemCode;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole decision for one space, made inside one transaction of its {@link SpaceStore}: make one
 * per transaction, and throw the transaction away if a call throws.
 *
 * <p>How a push is decided, per mutation: an id seen before gets its first receipt again. A value
 * the document already has is accepted without a new version. A change made on the current version
 * is stored. Any other is measured against its base: where only one side changed that side wins,
 * where both did the collection's {@link ConflictResolver} decides or leaves a conflict. What is
 * stored gets the space's next version, so versions are consecutive and one per stored mutation.
 *
 * <p>Before anything of that, the replica's past is compared with the space's. If they differ (the
 * space was restored from a backup), nothing is applied and the space gets a new epoch, so that
 * every replica pulls afresh. A replica at cursor 0 claims no past.
 */
public final class Space {
  private final SpaceStore store;
  private final Rules rules;
  private final Random random;

  /**
   * @param random names epochs
   */
  public Space(SpaceStore store, Rules rules, Random random) {
    this.store = store;
    this.rules = rules;
    this.random = random;
  }

  /** Pushes and pulls in one go; creates the space if it is new. */
  public SyncAnswer sync(String subject, SyncRequest request, Permission permission) {
    Head head = open();
    SyncAnswer.EpochChanged changed = otherPast(head, subject, request);
    if (changed != null) {
      return changed;
    }
    List<Receipt> receipts = push(subject, request.mutations(), permission);
    receipts.addAll(known(subject, request.unknown()));
    return page(request, receipts);
  }

  /**
   * What {@link #sync} would do with the mutations. Writes like it, so that later mutations of the
   * batch are judged by what the earlier ones did: the caller must undo the transaction.
   */
  public SyncAnswer preview(String subject, SyncRequest request, Permission permission) {
    Head head = open();
    SyncAnswer.EpochChanged changed = otherPast(head, subject, request);
    return changed != null
        ? changed
        : new SyncAnswer.Preview(head.epoch(), push(subject, request.mutations(), permission));
  }

  /**
   * A pull that needs no writing; null if this one does, because the space is new or gets a new
   * epoch, and has to go through {@link #sync}.
   */
  public @Nullable SyncAnswer pull(String subject, SyncRequest request) {
    Head head = store.head();
    if (head == null || (isSameLineage(head, request) && contradicts(head, "", request))) {
      return null;
    }
    return isSameLineage(head, request) || isNew(request)
        ? page(request, known(subject, request.unknown()))
        : new SyncAnswer.EpochChanged(head.epoch());
  }

  /**
   * A pull by a cursor alone: unlike {@link #pull} it takes a request without an epoch at its word,
   * and nobody's new epoch hangs on it. Null if the space is new.
   */
  public @Nullable SyncAnswer changes(SyncRequest request) {
    Head head = store.head();
    if (head == null || request.epoch() != null) {
      return pull("", request);
    }
    return contradicts(head, "", request)
        ? new SyncAnswer.EpochChanged(head.epoch())
        : page(request, List.of());
  }

  /** What became of a mutation; null if its id was never seen, an expired one has no receipt. */
  public SpaceStore.@Nullable Remembered receipt(String subject, String origin, String id) {
    return store.head() == null ? null : store.receipt(subject, origin, id);
  }

  /** Begins a new lineage: every replica will pull afresh. For a store restored from a backup. */
  public void restored() {
    Head head = store.head();
    if (head != null) {
      store.putHead(head.in(newEpoch()));
    }
  }

  /**
   * Forgets what is older than {@code hour} of service and only ever served replicas that were away
   * since: deletions, old values, receipts. The live documents stay.
   */
  public static void compact(SpaceStore store, long hour) {
    Head head = store.head();
    if (head == null) {
      return;
    }
    long floor = store.versionBefore(hour);
    store.forget(floor, hour);
    if (floor > head.floor()) {
      store.putHead(head.compacted(floor));
    }
  }

  // --- lineage ---

  private Head open() {
    Head head = store.head();
    if (head == null) {
      head = Head.fresh(newEpoch());
      store.putHead(head);
    }
    return head;
  }

  private Head head() {
    Head head = store.head();
    if (head == null) {
      throw new IllegalStateException("the space vanished inside its transaction");
    }
    return head;
  }

  private String newEpoch() {
    return random.hex(16);
  }

  private static boolean isNew(SyncRequest request) {
    return request.epoch() == null && request.cursor() == 0;
  }

  private static boolean isSameLineage(Head head, SyncRequest request) {
    return head.epoch().equals(request.epoch());
  }

  private SyncAnswer.@Nullable EpochChanged otherPast(
      Head head, String subject, SyncRequest request) {
    if (isNew(request)) {
      return null;
    }
    if (!isSameLineage(head, request)) {
      return new SyncAnswer.EpochChanged(head.epoch());
    }
    if (!contradicts(head, subject, request)) {
      return null;
    }
    Head next = head.in(newEpoch());
    store.putHead(next);
    return new SyncAnswer.EpochChanged(next.epoch());
  }

  /** Whether a replica that names our lineage knows something that never was in it. */
  private boolean contradicts(Head head, String subject, SyncRequest request) {
    long cursor = request.cursor();
    if (Bootstrap.isInside(cursor)) {
      return Bootstrap.position(cursor) > head.version();
    }
    if (cursor > head.version()) {
      return true;
    }
    StateHash claimed = request.stateHash();
    if (claimed != null && cursor >= head.floor()) {
      StateHash known = cursor == head.version() ? head.stateHash() : store.stateHash(cursor);
      if (known != null && !known.equals(claimed)) {
        return true;
      }
    }
    return cursor > 0 && hasBaseFromTheFuture(head, subject, request);
  }

  /** Imported mutations may stem from anywhere: only the replica's own testify to its past. */
  private boolean hasBaseFromTheFuture(Head head, String subject, SyncRequest request) {
    for (Mutation mutation : request.mutations()) {
      if (mutation.base() > head.version()
          && mutation.origin().equals(request.replica())
          && store.receipt(subject, mutation.origin(), mutation.id()) == null) {
        return true;
      }
    }
    return false;
  }

  // --- push ---

  private List<Receipt> push(String subject, List<Mutation> mutations, Permission permission) {
    List<Receipt> receipts = new ArrayList<>(mutations.size());
    for (Mutation mutation : mutations) {
      SpaceStore.Remembered seen = store.receipt(subject, mutation.origin(), mutation.id());
      receipts.add(seen == null ? accept(subject, mutation, permission) : repeat(seen, mutation));
    }
    return receipts;
  }

  /** The receipts there are of mutations that were sent before. */
  private List<Receipt> known(String subject, List<SyncRequest.Unknown> unknown) {
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

  private Receipt accept(String subject, Mutation mutation, Permission permission) {
    Receipt receipt = decide(subject, mutation, permission);
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

  private Receipt decide(String subject, Mutation mutation, Permission permission) {
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
    if (same(mutation.text(), serverText)) {
      return Receipt.applied(mutation.id(), serverVersion);
    }
    if (mutation.base() == serverVersion) {
      return store(subject, mutation, server, mutation.value());
    }
    ConflictResolver.Resolution resolution = resolve(mutation, server, serverText);
    if (resolution == null) {
      return Receipt.rejected(
          mutation.id(),
          new Mutation.Fault(ProblemCode.INVALID, "the server's resolver failed on it"));
    }
    return resolution.decided()
        ? store(subject, mutation, server, resolution.value())
        : Receipt.conflict(mutation.id(), serverVersion, serverText);
  }

  /** What comes of the three sides; null if the app's resolver fails. */
  private ConflictResolver.@Nullable Resolution resolve(
      Mutation mutation, @Nullable Revision server, @Nullable String serverText) {
    Revision base =
        mutation.base() == 0
            ? null
            : store.at(mutation.collection(), mutation.doc(), mutation.base());
    Json serverValue = server == null ? Json.absent() : server.value();
    if (base != null && same(base.text(), serverText)) {
      return ConflictResolver.Resolution.of(mutation.value());
    }
    if (base != null && same(base.text(), mutation.text())) {
      return ConflictResolver.Resolution.of(serverValue);
    }
    ConflictResolver.Conflict conflict =
        new ConflictResolver.Conflict(
            mutation.collection(),
            mutation.doc(),
            base != null,
            base == null ? Json.absent() : base.value(),
            mutation.value(),
            serverValue);
    try {
      return rules.policy(mutation.collection()).resolve(conflict);
    } catch (RuntimeException e) {
      return null;
    }
  }

  private Receipt store(String subject, Mutation mutation, @Nullable Revision server, Json value) {
    String collection = mutation.collection();
    String doc = mutation.doc();
    Validator.Verdict verdict = judge(subject, collection, doc, value);
    String refusal = verdict.refusal();
    if (refusal != null) {
      return Receipt.rejected(mutation.id(), new Mutation.Fault(ProblemCode.INVALID, refusal));
    }
    Json stored = verdict.value();
    String text = Json.isAbsent(stored) ? null : Json.stringify(stored);
    String serverText = text(server);
    if (same(text, serverText)) {
      return Receipt.merged(mutation.id(), version(server), serverText);
    }
    Head head = head();
    long version = head.version() + 1;
    StateHash hash = StateHash.of(collection, doc, stored);
    StateHash before = server == null ? StateHash.EMPTY : server.hash();
    StateHash stateHash = head.stateHash().minus(before).plus(hash);
    store.append(new Revision(collection, doc, version, text, hash), stateHash);
    store.putHead(head.at(version, stateHash));
    return same(text, mutation.text())
        ? Receipt.applied(mutation.id(), version)
        : Receipt.merged(mutation.id(), version, text);
  }

  /** A validator that fails has not agreed: its fault is this mutation's, not the whole push's. */
  private Validator.Verdict judge(String subject, String collection, String doc, Json value) {
    try {
      return rules.validator().judge(subject, collection, doc, value);
    } catch (RuntimeException e) {
      return Validator.Verdict.refuse("the server's validator failed on it");
    }
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

  // --- pull ---

  private SyncAnswer.Page page(SyncRequest request, List<Receipt> receipts) {
    Head head = head();
    long cursor = request.cursor();
    boolean inside = Bootstrap.isInside(cursor);
    boolean bootstrap = inside || cursor < head.floor();
    long from = cursor;
    if (bootstrap) {
      boolean goesOn = inside && Bootstrap.goesOn(cursor, head.compactions());
      from = goesOn ? Bootstrap.position(cursor) : 0;
    }
    PageSink page = new PageSink(request.limit(), rules.limits().pageChars());
    store.changes(from, page);
    if (!page.more) {
      return new SyncAnswer.Page(
          head.epoch(),
          receipts,
          page.changes,
          head.version(),
          false,
          bootstrap,
          0,
          head.stateHash());
    }
    long last = page.changes.get(page.changes.size() - 1).version();
    long next = bootstrap ? Bootstrap.cursor(last, head.compactions()) : last;
    return new SyncAnswer.Page(
        head.epoch(), receipts, page.changes, next, true, bootstrap, head.version() - last, null);
  }

  /** Collects changes until the page is full. */
  private static final class PageSink implements SpaceStore.Sink {
    final List<Change> changes = new ArrayList<>();
    boolean more;
    private final int limit;
    private int charsLeft;

    PageSink(int limit, int chars) {
      this.limit = limit;
      this.charsLeft = chars;
    }

    @Override
    public boolean accept(Revision revision) {
      if (changes.size() == limit || charsLeft <= 0) {
        more = true;
        return false;
      }
      String text = revision.text();
      changes.add(new Change(revision.collection(), revision.doc(), revision.version(), text));
      charsLeft -= text == null ? 0 : text.length();
      return true;
    }
  }
}
