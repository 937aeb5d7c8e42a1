package dev.holdfast.core.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Query;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a replica gets that does not know places, as that of the release before. */
abstract class PlacesContract extends SpaceFixture {
  private static Json placed(String id, String doc, long base, String value, String place) {
    return Mutation.of(id, "tasks", doc, (double) base, Placed.of(json(value), Json.of(place)));
  }

  /** The same request of a replica that does not know places. */
  static Json withoutPlaces(Json request) {
    Json.remove(request, Json.of("places"));
    return request;
  }

  @Nested
  class AReplicaThatDoesNotKnowPlaces {
    private SyncAnswer.Page pulled(Json request) {
      SyncAnswer.Page page = page(withoutPlaces(request));
      assertThat(page.more()).isFalse();
      assertThat(page.epoch()).isEqualTo("e1");
      return page;
    }

    private StateHash hash(String doc, String value) {
      return StateHash.of("tasks", doc, json(value));
    }

    @Test
    void inASpaceWithoutPlaces_itGetsTheStateHash() {
      push(put("m1", "a", 0, "1"));
      assertThat(pulled(first("r2")).stateHash()).isEqualTo(hash("a", "1"));
    }

    @Test
    void inASpaceWithPlaces_itGetsNoStateHash_whichItCouldNeverHave() {
      push(put("m1", "a", 0, "1"), placed("m2", "b", 0, "2", "a0"));
      assertThat(pulled(first("r2")).stateHash()).isNull();
      assertThat(page(first("r2")).stateHash()).isEqualTo(head().stateHash());
      push(delete("m3", "b", 2));
      assertThat(pulled(first("r2")).stateHash()).isNull();
    }

    @Test
    void whatItSaysAboutItsPast_countsOnlyWhereThereWereNoPlaces() {
      push(put("m1", "a", 0, "1"), placed("m2", "b", 0, "2", "a0"), put("m3", "b", 2, "3"));
      StateHash own = hash("a", "1").plus(hash("b", "2"));
      pulled(hashed(at("r2", "e1", 1), hash("a", "1")));
      pulled(hashed(at("r2", "e1", 2), own));
      pulled(hashed(at("r2", "e1", 3), own));
      Json other = withoutPlaces(hashed(at("r2", "e1", 1), hash("a", "9")));
      assertThat(newEpoch(answer("ann", other))).isEqualTo("e2");
    }

    @Test
    void itsEdit_keepsThePlace() {
      push(placed("m1", "a", 0, "1", "a0"));
      pulled(at("r2", "e1", 1, put("n1", "a", 1, "2")));
      assertThat(document("a")).isEqualTo("{~place:a0,~value:2}");
    }

    @Test
    void aPullByCursorAlone_says() {
      push(placed("m1", "a", 0, "1", "a0"));
      assertThat(changes("?cursor=0").stateHash()).isNull();
      assertThat(changes("?cursor=0&places=false").stateHash()).isNull();
      assertThat(changes(Query.pull(0, 10)).stateHash()).isEqualTo(head().stateHash());
    }

    private SyncAnswer.Page changes(String query) {
      SyncRequest pull = pull(query);
      return (SyncAnswer.Page) spaces.write("s", store -> space(store).changes(pull));
    }
  }
}
