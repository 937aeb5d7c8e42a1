package dev.holdfast.server.api;

import dev.holdfast.core.space.Rules;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The options of the sync API.
 *
 * @param restored names the backup that the data was restored from; then each space begins a new
 *     epoch, unless it did so for this name before. Null if the data was not restored
 * @param rules policies, validation and limits of spaces
 * @param authenticator says who sends a request
 * @param authorizer says what a subject may do
 * @param bodyBytes most bytes of a request's body, after inflating
 * @param live options of the live streams
 */
public record SyncOptions(
    @Nullable String restored,
    Rules rules,
    Authenticator authenticator,
    Authorizer authorizer,
    int bodyBytes,
    Live live) {

  /**
   * The options of live streams.
   *
   * @param heartbeat the time between two heartbeats. A reader that takes nothing during two of
   *     them is disconnected
   * @param perSubject most live streams of one subject; the oldest gives way to one more
   * @param inAll most live streams in all
   */
  public record Live(Duration heartbeat, int perSubject, int inAll) {
    public static final Live DEFAULT = new Live(Duration.ofSeconds(15), 100, 20_000);
  }

  /** Anonymous, for a server that only its own machine can reach. */
  public static final SyncOptions DEFAULT =
      new SyncOptions(
          null, Rules.DEFAULT, Authenticator.ANONYMOUS, Authorizer.ALL, 8 << 20, Live.DEFAULT);

  public SyncOptions restored(String restored) {
    return new SyncOptions(restored, rules, authenticator, authorizer, bodyBytes, live);
  }

  public SyncOptions rules(Rules rules) {
    return new SyncOptions(restored, rules, authenticator, authorizer, bodyBytes, live);
  }

  public SyncOptions auth(Authenticator authenticator, Authorizer authorizer) {
    return new SyncOptions(restored, rules, authenticator, authorizer, bodyBytes, live);
  }

  public SyncOptions bodyBytes(int bodyBytes) {
    return new SyncOptions(restored, rules, authenticator, authorizer, bodyBytes, live);
  }

  public SyncOptions live(Live live) {
    return new SyncOptions(restored, rules, authenticator, authorizer, bodyBytes, live);
  }
}
