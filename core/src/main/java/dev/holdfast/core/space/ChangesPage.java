package dev.holdfast.core.space;

import dev.holdfast.core.protocol.Change;
import dev.holdfast.core.protocol.Limits;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * One page of changes, as a pull returns it. It is full at the request's limit or at {@link
 * Limits#pageChars}.
 */
final class ChangesPage implements SpaceStore.Sink {
  private final List<Change> changes = new ArrayList<>();
  private boolean more;
  private final int limit;
  private int charsLeft;

  private ChangesPage(int limit, int chars) {
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

  /** The page after the request's cursor, together with {@code receipts}. */
  static SyncAnswer.Page of(
      SpaceStore store, Limits limits, SyncRequest request, List<Receipt> receipts) {
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
    ChangesPage page = new ChangesPage(request.limit(), limits.pageChars());
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
    long last = page.changes.get(page.changes.size() - 1).version();
    long next = bootstrap ? Bootstrap.cursor(last, head.compactions()) : last;
    return new SyncAnswer.Page(
        head.epoch(),
        receipts,
        page.changes,
        next,
        true,
        bootstrap,
        begins,
        head.version() - last,
        null,
        limits.mutationChars());
  }
}
