package dev.holdfast.server.sync;

import dev.holdfast.core.space.Rules;
import java.time.Duration;

/**
 * How the sync service works.
 *
 * @param data where the spaces are kept: a folder
 * @param restored whether the data was restored from a backup: each space begins a new epoch
 * @param rules policies, validation and limits of spaces
 * @param bodyBytes most bytes of a request's body, after inflating
 * @param heartbeat how often a silent live stream says that it is alive
 * @param streamsPerSubject most live streams one subject may hold
 * @param streams most live streams of all
 */
public record SyncOptions(
    String data,
    boolean restored,
    Rules rules,
    Authenticator authenticator,
    Authorizer authorizer,
    int bodyBytes,
    Duration heartbeat,
    int streamsPerSubject,
    int streams) {

  /** The defaults: anonymous, for a server that only its own machine can reach. */
  public static SyncOptions of(String data) {
    return new SyncOptions(
        data,
        false,
        Rules.DEFAULT,
        Authenticator.ANONYMOUS,
        Authorizer.ALL,
        8 << 20,
        Duration.ofSeconds(15),
        100,
        20_000);
  }

  public SyncOptions restored(boolean restored) {
    return new SyncOptions(
        data,
        restored,
        rules,
        authenticator,
        authorizer,
        bodyBytes,
        heartbeat,
        streamsPerSubject,
        streams);
  }

  public SyncOptions rules(Rules rules) {
    return new SyncOptions(
        data,
        restored,
        rules,
        authenticator,
        authorizer,
        bodyBytes,
        heartbeat,
        streamsPerSubject,
        streams);
  }

  public SyncOptions auth(Authenticator authenticator, Authorizer authorizer) {
    return new SyncOptions(
        data,
        restored,
        rules,
        authenticator,
        authorizer,
        bodyBytes,
        heartbeat,
        streamsPerSubject,
        streams);
  }

  public SyncOptions bodyBytes(int bodyBytes) {
    return new SyncOptions(
        data,
        restored,
        rules,
        authenticator,
        authorizer,
        bodyBytes,
        heartbeat,
        streamsPerSubject,
        streams);
  }

  public SyncOptions live(Duration heartbeat, int streamsPerSubject) {
    return new SyncOptions(
        data,
        restored,
        rules,
        authenticator,
        authorizer,
        bodyBytes,
        heartbeat,
        streamsPerSubject,
        streams);
  }
}
