package dev.holdfast.verify.monkey;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Chooses calls: JavaScript that the page of the app {@code monkey} understands. */
final class Calls {
  /** A value of any kind, in place of an argument. One in this many. */
  private static final int ODD = 12;

  private static final List<String> COLLECTIONS =
      List.of(
          "'tasks'",
          "'tasks'",
          "'byId'",
          "'tags'",
          "'settings'",
          "'notes'",
          "'notes'",
          "'~order'",
          "'~'",
          "'a/b%'",
          "''");

  private static final List<String> IDS =
      List.of(
          "'a'",
          "'b'",
          "'c'",
          "'d'",
          "'~'",
          "'~~x'",
          "'a/b%2F'",
          "''",
          "'1'",
          "'tasks'",
          "'\\ud83d'",
          "'i'.repeat(1100)");

  /** Each method more often than a property, which changes nothing. */
  private static final int METHODS = 4;

  private final List<Member> members = new ArrayList<>();
  private final Random random;

  Calls(List<Member> known, Random random) {
    for (Member one : known) {
      members.addAll(Collections.nCopies(one.property() ? 1 : METHODS, one));
    }
    this.random = random;
  }

  /** The call of a random member. */
  String next(int number) {
    Member member = members.get(random.nextInt(members.size()));
    String call = text(member);
    return "call("
        + number
        + ", "
        + quoted(call)
        + ", "
        + quoted(member.type())
        + ", "
        + member.mayReject()
        + ", () => ("
        + call
        + "))";
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private String text(Member member) {
    String on =
        switch (member.owner()) {
          case "Collection" -> "offlineStorage.collection(" + of(COLLECTIONS) + ")";
          case "NetworkStatus" -> "networkStatus";
          default -> "offlineStorage";
        };
    String name = on + "." + member.name();
    if (member.property()) {
      return name;
    }
    List<String> arguments = new ArrayList<>();
    for (String parameter : member.parameters()) {
      String argument = argument(member, parameter);
      if (argument.isEmpty()) {
        break;
      }
      arguments.add(random.nextInt(ODD) == 0 ? odd(member) : argument);
    }
    String call = name + "(" + String.join(", ", arguments) + ")";
    return member.name().equals("saveCurrentAppState")
        ? "(app.state = edited(" + number() + "), " + call + ")"
        : call;
  }

  /** What would change what the app is, so it is not given values that look right. */
  private String odd(Member member) {
    return switch (member.name()) {
      case "defineSync", "setSnapshotFn" -> of(List.of("undefined", "null", "'text'", "7"));
      case "start" -> of(List.of("undefined", "{}", "{ ...options, subject: 'ann' }"));
      case "updateLocalChanges" ->
          "{ ...app.state, odd: value(" + number() + ") }"; // not a whole state: see Walk
      default -> value();
    };
  }

  private String argument(Member member, String parameter) {
    return switch (member.name() + " " + parameter) {
      case "start options" -> "options";
      case "setSnapshotFn fn" -> "snapshot";
      case "defineSync sync" -> "server()";
      case "loadAppState options" -> of(List.of("", "", "{ peek: true }"));
      case "updateLocalChanges state" -> "(app.state = edited(" + number() + "))";
      case "collection name" -> of(COLLECTIONS);
      case "resolve key" -> "pick('conflicts', " + number() + ")";
      case "resolve choice" -> of(List.of("'local'", "'local'", "'server'", "plain(4)"));
      case "retry id", "discard id" -> "pick('parked', " + number() + ")";
      case "retry edit" -> of(List.of("", "", "throwing"));
      case "importChanges file" -> "file(" + number() + ")";
      case "restoreVersion id" -> "pick('history', " + number() + ")";
      case "restoreArchive id" -> "pick('archives', " + number() + ")";
      case "signOut options" ->
          of(List.of("{ unsent: 'send' }", "{ unsent: 'keep' }", "{ unsent: 'discard' }"));
      case "update fn" ->
          of(List.of("() => plain(" + number() + ")", "(it) => ({ ...it, n: 1 })", "throwing"));
      case "addEventListener type" ->
          of(List.of("'change'", "'sync'", "'progress'", "'conflict'", "'error'", "'update'"));
      default -> byName(parameter);
    };
  }

  /** What a parameter of this name is in any member, also in one that is new. */
  private String byName(String parameter) {
    return switch (parameter) {
      case "id" -> of(IDS);
      case "ids" -> "[" + of(IDS) + ", " + of(IDS) + "]";
      case "value" -> of(List.of("plain(" + number() + ")", task(), value()));
      case "entries" -> "[[" + of(IDS) + ", " + task() + "], [" + of(IDS) + ", " + value() + "]]";
      case "changes" ->
          "[{ collection: 'notes', id: "
              + of(IDS)
              + ", value: "
              + value()
              + " }, { collection: 'tasks', id: "
              + of(IDS)
              + ", deleted: true }]";
      case "fn", "listener" -> "() => {}";
      default -> of(List.of("", "{ limit: 2 }", value()));
    };
  }

  private String task() {
    return "{ id: " + of(IDS) + ", title: plain(" + number() + ") }";
  }

  private String value() {
    return "value(" + number() + ")";
  }

  private int number() {
    return random.nextInt(1_000_000);
  }

  private <T> T of(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
