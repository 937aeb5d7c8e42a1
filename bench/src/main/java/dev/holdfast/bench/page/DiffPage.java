package dev.holdfast.bench.page;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Difference;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** The compiled part of DiffBench: makes the product's diff callable in the page. */
public final class DiffPage {
  private DiffPage() {}

  @JSFunctor
  private interface Diff extends JSObject {
    Json keys(Json before, Json after);
  }

  @JSBody(params = "f", script = "self.compiledDiff = f;")
  private static native void export(Diff f);

  public static void main(String[] args) {
    export(
        (before, after) -> {
          Json keys = Json.array();
          Difference.between(before, after, key -> Json.push(keys, key));
          return keys;
        });
  }
}
