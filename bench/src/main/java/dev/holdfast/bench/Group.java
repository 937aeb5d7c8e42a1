package dev.holdfast.bench;

import java.util.List;

/**
 * Rows that are measured in one page, one after the other. Most groups have one row only.
 *
 * @param suite which {@code rows.js} of bench/contenders it stands in
 * @param name its name there
 * @param size how many documents or requests it is about, before {@code --scale}
 * @param contenders who takes part, each a file beside {@code rows.js}
 */
record Group(String suite, String name, int size, List<String> contenders, List<Row> rows) {

  /**
   * The page it runs in: a worker controls only what is below it, and none its own registration.
   */
  String page(String contender) {
    boolean controlled = suite.equals("worker") && !name.equals("register");
    return (controlled ? "/workers/" + contender : "") + "/page.html";
  }
}
