package dev.holdfast.core.space;

import dev.holdfast.core.protocol.Change;
import dev.holdfast.core.protocol.Limits;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One page of changes, as a pull returns it. It is full at the request's limit or at {@link
 * Limits#pageChars}.
 */
final class ChangesPage implements SpaceStore.Sink {
  private final List<Change> changes = new ArrayList<>();
  private boolean more;
  private final int limit;
  private final Set<Long> known;
  private int charsLeft;
  private long last;

  private ChangesPage(int limit, int chars, Set<Long> known) {
    this.limit = limit;
    this.charsLeft = chars;
    this.known = known;
  }

  @Override
  public boolean accept(Revision revision) {
    if (known.contains(revision.version())) {
      last = revision.version();
      return true;
    }
    if (changes.size() == limit || charsLeft <= 0) {
      more = true;
      return false;
    }
    String text = revision.text();
    last = revision.version();
    changes.add(new Change(revision.collection(), revision.doc(), last, text));
    charsLeft -= text == null ? 0 : text.length();
    return true;
  }

  /**
   * The page after the request's cursor, together with {@code receipts}.
   *
   * @param known versions that the sender knows; they are left out, except of the whole state
   */
  static SyncAnswer.Page of(
      SpaceStore store,
      Limits limits,
      SyncRequest request,
      List<Receipt> receipts,
      Set<Long> known) {
    Head head = Head.of(store);
    long cursor = request.cursor();
    boolean inside = Bootstrap.isInside(cursor);
    boolean bootstrap = inside || cursor < head.floor();
    long from = cursor;
    if (bootstrap) {
      boolean goesOn = inside && Bootstrap.goesOn(cursor, head.compactions());
      from = goesOn ? Bootstrap.position(cursor) : 0;
    }
    boolean begins = bootstrap && from == 0;
    ChangesPage page =
        new ChangesPage(request.limit(), limits.pageChars(), bootstrap ? Set.of() : known);
    store.changes(from, page);
    if (!page.more) {
      return new SyncAnswer.Page(
          head.epoch(),
          receipts,
          page.changes,
          head.version(),
          false,
          bootstrap,
          begins,
          0,
          head.hashesAlike(request, head.version()) ? head.stateHash() : null,
          limits.mutationChars());
    }
    long next = bootstrap ? Bootstrap.cursor(page.last, head.compactions()) : page.last;
    return new SyncAnswer.Page(
        head.epoch(),
        receipts,
        page.changes,
        next,
        true,
        bootstrap,
        begins,
        head.version() - page.last,
        null,
        limits.mutationChars());
  }
}
