package dev.holdfast.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Change;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Poke;
import dev.holdfast.core.protocol.ProblemBody;
import dev.holdfast.core.protocol.Query;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.server.Stores;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The API as a function: no port, no HTTP library. */
@Timeout(30)
class SyncApiTest {
  private static final String SYNC = "/v1/spaces/s/sync";
  private static final int LIMIT = 1_000;

  @TempDir Path data;
  private SyncApi api;

  /** The tasks that the API gave its executor. They run only when the test says so. */
  private final BlockingQueue<Runnable> given = new LinkedBlockingQueue<>();

  /** Nobody may read the space {@code theirs}. */
  private static final class NotTheirs implements Authorizer {
    @Override
    public boolean mayRead(String subject, String space) {
      return !space.equals("theirs");
    }

    @Override
    public boolean mayWrite(String subject, String space, Mutation mutation) {
      return true;
    }
  }

  @BeforeEach
  void open() {
    api =
        SyncApi.open(
            Stores.open(data.toString()),
            SyncOptions.DEFAULT
                .auth(request -> request.header("Test-Subject"), new NotTheirs())
                .bodyBytes(LIMIT)
                .live(new SyncOptions.Live(Duration.ofHours(1), 10, 2)),
            given::add);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private static PlainRequest get(String target) {
    return PlainRequest.get(target).header("Test-Subject", "ann");
  }

  private static PlainRequest post(String target) {
    return PlainRequest.post(target).header("Test-Subject", "ann");
  }

  private static String put(String doc) {
    Json mutations = Json.array();
    Json.push(mutations, Mutation.of("m-" + doc, "c", doc, 0, Json.of(1)));
    return Json.stringify(SyncRequest.of("r1", Json.absent(), 0, 1, mutations));
  }

  /** Runs the next task of the executor. */
  private void runNext() throws InterruptedException {
    Runnable next = given.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("the executor was given nothing").isNotNull();
    next.run();
  }

  private ApiAnswer.Whole push(String body) throws InterruptedException {
    PlainRequest request = post(SYNC);
    CompletableFuture<ApiAnswer> answer = api.answer(request);
    request.bringLast(body);
    runNext();
    return whole(answer);
  }

  private static ApiAnswer.Whole whole(CompletableFuture<ApiAnswer> answer) {
    assertThat(answer).isCompleted();
    return (ApiAnswer.Whole) answer.join();
  }

  private static Json json(ApiAnswer.Whole answer) {
    return Json.parse(StandardCharsets.UTF_8.decode(answer.body().slice()).toString());
  }

  private static void isProblem(ApiAnswer.Whole answer, int status, String code) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.headers()).containsEntry("Content-Type", "application/problem+json");
    assertThat(ProblemBody.code(json(answer))).isEqualTo(code);
  }

  // --- push and pull ---

  @Test
  void aPush_isReadInParts_andAnsweredByTheExecutor() throws Exception {
    PlainRequest request = post(SYNC);
    CompletableFuture<ApiAnswer> answer = api.answer(request);
    String body = put("a");
    for (int i = 0; i < body.length() - 1; i++) {
      assertThat(request.bring(body.substring(i, i + 1))).isTrue();
    }
    assertThat(answer).isNotDone();
    request.bringLast(body.substring(body.length() - 1));
    Runnable last = given.poll(10, TimeUnit.SECONDS);
    assertThat(last).isNotNull();
    assertThat(answer).as("the store's thread makes no answer").isNotDone();
    last.run();

    assertThat(whole(answer).status()).isEqualTo(200);
    assertThat(whole(answer).headers())
        .containsEntry("Content-Type", "application/json")
        .containsEntry("Cache-Control", "no-store");
    Json receipt = Json.at(SyncAnswer.receipts(json(whole(answer))), 0);
    assertThat(Receipt.status(receipt)).isEqualTo(Receipt.APPLIED);
    assertThat(Receipt.version(receipt)).isEqualTo(1);
  }

  @Test
  void aPull_isAnsweredAtOnce() throws Exception {
    push(put("a"));

    ApiAnswer.Whole pulled = whole(api.answer(get("/v1/spaces/s/changes" + Query.pull(0, 10))));

    Json changes = SyncAnswer.changes(json(pulled));
    assertThat(Json.size(changes)).isEqualTo(1);
    assertThat(Change.doc(Json.at(changes, 0))).isEqualTo("a");
    assertThat(given).isEmpty();
  }

  @Test
  void aReceipt_isFoundByItsOrigin_howeverThatIsEncoded() throws Exception {
    push(put("a"));

    ApiAnswer.Whole receipt =
        whole(api.answer(get("/v1/spaces/s/receipts/m-a" + Query.origin("%721"))));

    assertThat(Receipt.status(json(receipt))).isEqualTo(Receipt.APPLIED);
    isProblem(
        whole(api.answer(get("/v1/spaces/s/receipts/m-a" + Query.origin("%7")))),
        400,
        "BAD_REQUEST");
  }

  // --- refusals ---

  @Test
  void whoMayNotCome_isRefusedBeforeTheBodyIsRead() {
    PlainRequest nobody = PlainRequest.post(SYNC);
    PlainRequest stranger = post("/v1/spaces/theirs/sync");
    PlainRequest wrongMethod = get(SYNC);

    isProblem(whole(api.answer(nobody)), 401, "UNAUTHENTICATED");
    assertThat(whole(api.answer(nobody)).headers()).containsEntry("WWW-Authenticate", "Bearer");
    isProblem(whole(api.answer(stranger)), 403, "SPACE_FORBIDDEN");
    isProblem(whole(api.answer(wrongMethod)), 405, "METHOD_NOT_ALLOWED");
    assertThat(whole(api.answer(wrongMethod)).headers()).containsEntry("Allow", "POST");
    assertThat(nobody.isRead() || stranger.isRead() || wrongMethod.isRead()).isFalse();
  }

  @Test
  void aBodyThatSaysThatItIsTooLong_isNotRead() {
    PlainRequest request = post(SYNC).header("Content-Length", String.valueOf(LIMIT + 1));

    isProblem(whole(api.answer(request)), 413, "TOO_LARGE");
    assertThat(request.isRead()).isFalse();
  }

  @Test
  void aBodyThatGrowsTooLong_isReadNoFurther() throws Exception {
    PlainRequest request = post(SYNC);
    CompletableFuture<ApiAnswer> answer = api.answer(request);

    assertThat(request.bring(" ".repeat(LIMIT))).isTrue();
    assertThat(request.bring(" ")).isFalse();
    runNext();
    isProblem(whole(answer), 413, "TOO_LARGE");
  }

  @Test
  void aBodyThatIsCut_hasNoEffect() throws Exception {
    PlainRequest request = post(SYNC);
    CompletableFuture<ApiAnswer> answer = api.answer(request);
    request.bring(put("a"));
    request.cut();
    runNext();

    isProblem(whole(answer), 400, "BODY_CUT");
    Json receipts = SyncAnswer.receipts(json(push(put("b"))));
    assertThat(Receipt.version(Json.at(receipts, 0))).isEqualTo(1);
  }

  @Test
  void onlyItsOwnPaths_areAnswered() {
    assertThat(SyncApi.answers("/v1/anything")).isTrue();
    assertThat(SyncApi.answers("/metrics")).isTrue();
    assertThat(SyncApi.answers("/metrics/x")).isFalse();
    assertThat(SyncApi.answers("/v2/spaces/s/sync")).isFalse();
  }

  // --- live ---

  private ApiAnswer.Source listen() {
    CompletableFuture<ApiAnswer> answer = api.answer(get("/v1/spaces/s/live"));
    assertThat(answer).isCompleted();
    ApiAnswer.Stream stream = (ApiAnswer.Stream) answer.join();
    assertThat(stream.status()).isEqualTo(200);
    assertThat(stream.headers()).containsEntry("Content-Type", "text/event-stream");
    return stream.source();
  }

  private static String poke(long version) {
    return "event: poke\ndata: " + Poke.text(version) + "\n\n";
  }

  @Test
  void aListener_hearsWhereTheSpaceStands_andOfEachCommit() throws Exception {
    push(put("a"));
    PlainReader reader = new PlainReader();
    listen().begin(reader);
    assertThat(reader.next()).isEqualTo(poke(1));
    reader.take();

    push(put("b"));

    reader.until(poke(2));
  }

  @Test
  void aSlowListener_isSentOneThingAtATime_andThenTheNewestAlone() throws Exception {
    PlainReader reader = new PlainReader();
    listen().begin(reader);
    assertThat(reader.next()).isEqualTo(poke(0));
    PlainReader quick = new PlainReader();
    listen().begin(quick);
    assertThat(quick.next()).isEqualTo(poke(0));
    for (String doc : new String[] {"a", "b", "c"}) {
      quick.take();
      push(put(doc));
      assertThat(quick.next()).startsWith("event: poke");
    }
    assertThat(reader.waiting()).isZero();
    reader.take();

    reader.until(poke(3));
    assertThat(reader.waiting()).isZero();
  }

  @Test
  void whatIsCommittedBeforeTheAnswerBegins_isHeard() throws Exception {
    ApiAnswer.Source source = listen();
    PlainReader other = new PlainReader();
    listen().begin(other);
    assertThat(other.next()).isEqualTo(poke(0));
    other.take();
    push(put("a"));
    assertThat(other.next()).isEqualTo(poke(1));

    PlainReader reader = new PlainReader();
    source.begin(reader);

    reader.until(poke(1));
  }

  @Test
  void aListenerThatIsGone_makesRoom() throws Exception {
    ApiAnswer.Source first = listen();
    PlainReader second = new PlainReader();
    listen().begin(second);
    isProblem(whole(api.answer(get("/v1/spaces/s/live"))), 503, "TOO_MANY_STREAMS");
    assertThat(whole(api.answer(get("/v1/spaces/s/live"))).headers())
        .containsEntry("Retry-After", "1");

    first.gone();
    first.gone();
    listen();
    second.next();
    second.breakOff();
    listen();

    PlainReader late = new PlainReader();
    first.begin(late);
    assertThat(late.next()).isEqualTo(PlainReader.CUT);
    assertThat(second.next()).isEqualTo(PlainReader.CUT);
  }

  @Test
  void atTheEnd_streamsEndInGoodOrder_andNoneBegins() throws Exception {
    PlainReader idle = new PlainReader();
    listen().begin(idle);
    idle.next();
    idle.take();
    ApiAnswer.Source notBegun = listen();
    api.endStreams();

    assertThat(idle.next()).isEqualTo(PlainReader.ENDED);
    PlainReader late = new PlainReader();
    notBegun.begin(late);
    assertThat(late.next()).isEqualTo(PlainReader.ENDED);
    isProblem(whole(api.answer(get("/v1/spaces/s/live"))), 503, "CLOSING");
    assertThat(push(put("a")).status()).isEqualTo(200);
  }

  @Test
  void figures_areGivenToAnybody() throws Exception {
    push(put("a"));

    ApiAnswer.Whole figures = whole(api.answer(PlainRequest.get("/metrics")));

    assertThat(figures.headers().get("Content-Type")).startsWith("text/plain");
    assertThat(StandardCharsets.UTF_8.decode(figures.body().slice()).toString())
        .contains("holdfast_receipts_total{status=\"applied\"} 1\n", "holdfast_commits_total 1\n");
  }
}
