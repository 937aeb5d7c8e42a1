package dev.holdfast.verify.sim.server;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.Revision;
import dev.holdfast.verify.sim.device.Login;
import dev.holdfast.verify.sim.ground.Dice;
import dev.holdfast.verify.sim.ground.Notes;

/**
 * Another program of the same user that writes into the space over HTTP. It knows nothing of the
 * app's state: its documents have any key and any form.
 */
public final class Stranger {
  private static final String NAME = "s0x";
  private static final String[] COLLECTIONS = {
    Notes.COLLECTION, "~order", "~", "~~x", "~x", "a/b", "50%", "settings", "7", ""
  };
  private static final String[] IDS = {
    "~", "~~n0", "~n0", "1", "01", "-1", "a/b", "%2F", Notes.COLLECTION, "settings", ""
  };
  private static final int KINDS = 14;

  private final SyncServer server;
  private final boolean values;
  private int made;

  /**
   * @param values whether it may write all notes as one value, as a release does that declares that
   */
  public Stranger(SyncServer server, boolean values) {
    this.server = server;
    this.values = values;
  }

  /** Pushes one document, or a deletion. */
  public void push(Dice dice) {
    String collection =
        dice.chance(0.5) ? Notes.COLLECTION : COLLECTIONS[dice.below(COLLECTIONS.length)];
    String id = dice.chance(0.5) ? "n" + dice.below(Notes.COUNT) : IDS[dice.below(IDS.length)];
    if (!values && collection.equals(Notes.COLLECTION) && id.equals("~")) {
      id = "~x";
    }
    made++;
    Json value = collection.equals("~order") && dice.chance(0.5) ? order(dice) : value(dice, id);
    Head head = server.disk().head();
    Revision now = head == null ? null : server.disk().current(collection, id);
    double base = now == null || dice.chance(0.5) ? 0 : now.version();
    Json mutations = Json.array();
    String number = Integer.toString(made);
    String mutation = NAME + "000000".substring(number.length()) + number;
    Json.push(mutations, Mutation.of(mutation, collection, id, base, value));
    Json epoch = head == null ? Json.nul() : Json.of(head.epoch());
    double cursor = head == null ? 0 : head.version();
    server.handle(
        SyncRequest.of(NAME + "1", epoch, cursor, 1, mutations), Login.OWNER, Login.OWNER);
  }

  /** What is no order of a list, or the order of other elements. */
  private static Json order(Dice dice) {
    String[] orders = {
      "'text'", "['n0',7]", "{'n0':1}", "['n5','zz','n0','n5']", "[]", "[['n0']]", "{}"
    };
    return parsed(orders[dice.below(orders.length)]);
  }

  private Json value(Dice dice, String id) {
    String token = "'s" + made + "'";
    String field = "'f" + dice.below(Notes.FIELDS) + "':" + token;
    String own = Json.stringify(Json.of(id)).replace('"', '\'');
    return switch (dice.below(KINDS)) {
      case 0 -> parsed("{'id':" + own + "," + field + "}");
      case 1 -> parsed("{" + field + "}");
      case 2 -> parsed("{'id':'n" + dice.below(Notes.COUNT) + "'," + field + "}");
      case 3 -> parsed("{'id':7," + field + "}");
      case 4 -> parsed(token);
      case 5 -> parsed("[" + token + ",null,{}]");
      case 6 -> parsed("[{'id':'n0'," + field + "},{'id':'z'}]");
      case 7 -> parsed("[{'id':'n0'},{'id':'n0'}]");
      case 8 -> parsed("{'n0':{" + field + "},'n9':{'id':'n9'}}");
      case 9 -> parsed("{'n0':" + token + "}");
      case 10 -> parsed("{}");
      case 11 -> parsed("1e300");
      case 12 -> Json.nul();
      default -> Json.absent();
    };
  }

  private static Json parsed(String text) {
    return Json.parse(text.replace('\'', '"'));
  }
}
