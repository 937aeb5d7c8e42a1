package dev.holdfast.verify.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The name of a field on the wire is written only in {@code core.protocol}. All sources, with those
 * of tests, are searched for the names in quotes and in URLs.
 */
class ProtocolNamesTest {
  private static final String HOME = "/dev/holdfast/core/protocol/";

  /** These write requests by hand on purpose, to test the wire from outside. */
  private static final Set<String> OUTSIDE =
      Set.of(
          "SyncHttpTest",
          "SyncFixture",
          "BodiesTest",
          "PeopleTest",
          "CallsTest",
          "BadRequestsTest",
          "WireTest",
          "ProtocolVectorsTest",
          "FirstPullTest",
          "OtherOriginsTest",
          "HealthTest",
          "ReadsTest",
          "SlowUploadsTest",
          "OverloadTest",
          "OpenApiTest");

  /**
   * Names with another meaning elsewhere: the name, the files, and the meaning. {@code *} stands
   * for all files that know no message.
   */
  private static final String ELSEWHERE =
      """
      id          * Push,Pull,Rows                  | a field of the app's documents
      id          * RestMergeTest,RestPushTest,SyncLoopFixture | the same in tests
      id          * SpaceModel,ServeTest            | the same in tests
      title       * SyncAnswersTest,LayoutTest      | a field of the app's documents
      place       Definitions                       | where an app lives
      type        *                                 | of an event, of a MIME type
      value       * LayoutTest                      | of a choice, of an entry, of the DOM
      server      * LineageTest,SyncServer          | a side of a merge, a command, a choice
      base        * LayoutTest                      | a side of a merge, of an entry
      status      *                                 | of an HTTP answer
      code        *                                 | of a failure that the app is told
      collection  * Rows                            | of the page's API
      replica     *                                 | a key of the replica's own table
      unknown     * Device,OutboxSendingTest        | a state of an entry
      detail      QueueView,NetworkApi,Verdict     | of a failure that the app is told
      cursor      Meta,RestRows,Oracle,Whole        | of the replica's own record
      epoch       Meta,Archives,Rows,Export,Import  | of the replica's own records, of a file
      epoch       RestRows,Oracle,Records,Ledger,Whole | the same, looked at by the simulation
      origin      Entry,CarryTest                   | of an entry
      origin      Profile                           | of a browser's permission
      replaces    Entry,States                      | of an entry
      id          Entry,LineageTest,LayoutTest      | of an entry
      id          AnyDocumentsTest,MapMarkerTest,Stranger,HoldfastSpace | a field of the app's documents
      value       AnyDocumentsTest,MapMarkerTest    | a shape, of a misfit
      collection  AnyDocumentsTest                  | the same in tests
      doc         Rows,RestRows                     | of what is remembered of a REST backend
      version     Rows,RestRows                     | of what is remembered of a REST backend
      version     ChangesFile,ReplayedTest          | of a file, of an app's answer
      mutations   Export,Import,ChangesFile         | of the file of unsent changes
      mutations   CarryTest,CarryingTest,DownloadingTest,Player,Arrivals | the same in tests
      changes     Offer,Archives,History            | what an app's function gets, of a record
      changes     OwnFunctionTest,WorkerSyncTest,Backend | the same in tests
      changes     SyncApi                           | a call
      preview     SyncApi                           | a call
      cursor      Backend,GalleryTest               | of the wire of another product
      limit       Backend                           | the same
      limit       WorkerSync                        | of a message between page and worker
      more        SnapshotTest,TransparencyTest,LambdasTest,RepeatedMigrationTest | a word
      op          Step                              | of a simulation's step
      code        OutboxParkedTest,Receipts         | of a cause
      detail      Refusals                          | of a cause
      epoch       Adoption                          | of an archive
      largest     Meta                              | of the replica's own record
      replica     Meta                              | the key of the replica's own record
      limit       Listing,ListingTest               | of a range of entries
      place       ServeTest                         | the same in tests
      id          EarlierReleaseContract,PartialPullTest,Recording | of an entry, of a document
      base        EarlierReleaseContract            | of an entry
      origin      EarlierReleaseContract            | of an entry
      replaces    EarlierReleaseContract            | of an entry
      changes     Calls,EarlierReleaseContract      | of an archive
      changes     OutboxConflictsTest,PeoplesChangesTest | of an answer made by hand
      cursor      PeoplesChangesTest                | the same
      receipts    OutboxConflictsTest,PeoplesChangesTest | the same
      stateHash   OutboxConflictsTest,PeoplesChangesTest | the same
      version     OutboxConflictsTest               | the same
      receipts    MemorySpaces,RecordingTest        | of what is recorded
      deleted     Recording                         | of what is recorded
      more        Recording                         | a word
      title       Recording                         | a field of the app's documents
      value       Recording                         | of what is recorded
      schema      Archives,Definitions,Entry,Export,History,Import,Meta,Options | of records, of an option
      schema      Releases,States                   | the same, looked at by the simulation
      version     Definitions,Options,SchemaVersion,MigrationTest,PushContract | of the app's schema
      place       Rows                              | of what is remembered of a REST backend
      place       ListOrderTest                     | of a mutation
      id          * ListOrderTest,EarlierReplicaTest | a field of the app's documents
      mutations   ListOrderTest                     | what a push sends
      stateHash   LayoutTest                        | what a push sends
      places      PlacesContract,EarlierReplicaTest | what that release does not send
      place       EarlierReplicaTest                | the same
      cursor      PlacesContract                    | the same
      echo        EarlierReplicaTest                | the same
      mutations   SyncRefusedTest                   | what a push sends
      mutations   OwnFunctionTest,CarriedBesideEditsTest | of the file of unsent changes
      value       SyncRefusedTest                   | the same
      id          SyncRefusedTest                   | of an entry
      code        SyncRefusedTest                   | of a cause
      detail      SyncRefusedTest,ResourceShapesTest,RequestCountsTest | of a cause
      base        SyncRefusedTest                   | of an imported change
      origin      SyncRefusedTest                   | the same
      replaces    SyncRefusedTest                   | the same
      id          OutboxParkedTest                  | a field of the app's documents
      base        OutboxConflictsTest               | of an answer made by hand
      id          OutboxConflictsTest               | the same
      server      OutboxConflictsTest               | the same
      status      OutboxConflictsTest               | the same
      value       OutboxConflictsTest               | the same
      changes     OwnFunctionMigrationTest          | what an app's function gets
      origin      Packs                             | of an entry
      replaces    Packs                             | of an entry
      receipts    Erasure, SqliteErasure            | a table of the store
      version     Version                           | of this release
      id          ServerBench                       | of a receipt, as bare JDBC writes it
      status      ServerBench                       | the same
      version     ServerBench                       | the same
      stateHash   SyncAnswersTest                   | of an answer that is changed on its way
      """;

  private static final Pattern COMMENT =
      Pattern.compile("(?s)/\\*.*?\\*/|\\n\\s*//[^\\n]*|params = (\\{[^}]*\\}|\"\\w+\")");

  /** A whole literal, a key in JSON text with either quotes, or a parameter of a query. */
  private static final Pattern NAMED = Pattern.compile("[\"'](\\w+)\\\\?[\"']|[?&](\\w+)=");

  @Test
  void aNameOfTheWire_isTypedNowhereElse() throws Exception {
    Set<String> names = names();
    Set<String> allowed = new HashSet<>();
    Set<String> common = new HashSet<>();
    for (String line : ELSEWHERE.split("\n")) {
      String[] words = line.substring(0, line.indexOf('|')).replace(',', ' ').strip().split(" +");
      assertThat(names).as("names in ELSEWHERE").contains(words[0]);
      for (int i = 1; i < words.length; i++) {
        (words[i].equals("*") ? common : allowed)
            .add(words[i].equals("*") ? words[0] : words[i] + " → " + words[0]);
      }
    }
    Set<String> typed = new TreeSet<>();
    Set<String> unused = new TreeSet<>(allowed);
    for (Path file : TidyTest.files(ProtocolNamesTest::isSource)) {
      String name = file.getFileName().toString().replaceAll("\\.java$", "");
      if (file.toString().contains(HOME) || OUTSIDE.contains(name) || isThis(name)) {
        continue;
      }
      String source = COMMENT.matcher(TidyTest.read(file)).replaceAll("");
      boolean knowsMessages = source.contains("dev.holdfast.core.protocol.");
      for (MatchResult found : NAMED.matcher(source).results().toList()) {
        String field = found.group(1) == null ? found.group(2) : found.group(1);
        String place = name + " → " + field;
        unused.remove(place);
        if (names.contains(field)
            && !allowed.contains(place)
            && (knowsMessages || !common.contains(field))) {
          typed.add(place);
        }
      }
    }
    assertThat(typed).isEmpty();
    assertThat(unused).as("exceptions that nothing needs").isEmpty();
  }

  /** Java and the scripts beside it. */
  private static boolean isSource(Path path) {
    String text = path.toString();
    return text.endsWith(".java") || (text.endsWith(".js") && text.contains("/src/main/java/"));
  }

  private static boolean isThis(String name) {
    return name.equals(ProtocolNamesTest.class.getSimpleName());
  }

  private static Set<String> names() throws Exception {
    Map<String, String> names = new HashMap<>();
    for (Field field : Class.forName("dev.holdfast.core.protocol.Field").getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
        field.setAccessible(true);
        names.put((String) field.get(null), field.getName());
      }
    }
    assertThat(names).hasSizeGreaterThan(25);
    return names.keySet();
  }
}
