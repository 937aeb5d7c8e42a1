package dev.holdfast.server.api;

import dev.holdfast.core.space.Rules;
import java.time.Duration;

/**
 * How the sync service works.
 *
 * @param restored whether the data was restored from a backup: each space begins a new epoch
 * @param rules policies, validation and limits of spaces
 * @param authenticator who sends a request
 * @param authorizer what they may do
 * @param bodyBytes most bytes of a request's body, after inflating
 * @param live the live streams
 */
public record SyncOptions(
    boolean restored,
    Rules rules,
    Authenticator authenticator,
    Authorizer authorizer,
    int bodyBytes,
    Live live) {

  /**
   * How live streams are kept.
   *
   * @param heartbeat how often a silent one says that it is alive; a reader that has taken nothing
   *     for two of these is cut off
   * @param perSubject most live streams one subject may hold
   * @param inAll most live streams of all
   */
  public record Live(Duration heartbeat, int perSubject, int inAll) {
    public static final Live DEFAULT = new Live(Duration.ofSeconds(15), 100, 20_000);
  }

  /** Anonymous, for a server that only its own machine can reach. */
  public static final SyncOptions DEFAULT =
      new SyncOptions(
          false, Rules.DEFAULT, Authenticator.ANONYMOUS, Authorizer.ALL, 8 << 20, Live.DEFAULT);

  public SyncOptions restored(boolean restored) {
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
