package dev.holdfast.core.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.gen.Choices;
import dev.holdfast.core.gen.Law;
import dev.holdfast.core.gen.Values;
import dev.holdfast.core.json.Json;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The state hash: it is the published function, and can be updated document by document. */
class StateHashTest {
  private static final int CASES = 10_000;

  /** The verification value of x86_128 in MurmurHash3's own test suite (SMHasher). */
  @Test
  void theReference_isTheMurmurEverybodyKnows() {
    byte[] hashes = new byte[256 * 16];
    byte[] key = new byte[256];
    for (int i = 0; i < 256; i++) {
      key[i] = (byte) i;
      byte[] prefix = Arrays.copyOf(key, i);
      System.arraycopy(bytes(Murmur3.hash(prefix, 256 - i)), 0, hashes, i * 16, 16);
    }
    assertThat(Murmur3.hash(hashes, 0)[0]).isEqualTo(0xB3ECE62A);
  }

  @Test
  void aDocumentsHash_isMurmurOfItsCanonicalForm() {
    Law.check(
        1,
        CASES,
        Document::draw,
        any -> {
          Document d = Json.isAbsent(any.value) ? any.with(Json.nul()) : any;
          String text = "[" + quoted(d.collection) + "," + quoted(d.id) + "," + d.canonical() + "]";
          byte[] murmur = bytes(Murmur3.hash(text.getBytes(StandardCharsets.UTF_16LE), 0));
          assertThat(d.hash().hex()).isEqualTo(hex(number(murmur)));
        });
  }

  @Test
  void everyLengthOfTheLastBlock_isHashedAlike() {
    for (int length = 0; length < 64; length++) {
      String id = "\u20ac".repeat(length);
      byte[] text = ("[\"c\",\"" + id + "\",null]").getBytes(StandardCharsets.UTF_16LE);
      assertThat(StateHash.of("c", id, Json.nul()).hex())
          .isEqualTo(hex(number(bytes(Murmur3.hash(text, 0)))));
    }
  }

  @Test
  void keptUpToDate_itIsTheHashFromScratch() {
    Law.check(
        2,
        CASES,
        StateHashTest::history,
        history -> {
          Map<String, Document> state = new TreeMap<>();
          StateHash kept = StateHash.EMPTY;
          for (Document change : history) {
            Document before = state.put(change.key(), change);
            if (before != null) {
              kept = kept.minus(before.hash());
            }
            kept = kept.plus(change.hash());
          }
          List<Document> documents = new ArrayList<>(state.values());
          assertThat(kept).isEqualTo(sum(documents));
          Collections.shuffle(documents, new Random(1));
          assertThat(kept).isEqualTo(sum(documents));
        });
  }

  @Test
  void plusAndMinus_areThoseOfNumbersModulo2To128() {
    BigInteger modulus = BigInteger.ONE.shiftLeft(128);
    Law.check(
        3,
        CASES,
        c -> List.of(anyHash(c), anyHash(c)),
        pair -> {
          StateHash x = pair.get(0);
          StateHash y = pair.get(1);
          assertThat(x.plus(y).hex()).isEqualTo(hex(number(x).add(number(y)).mod(modulus)));
          assertThat(x.minus(y).hex()).isEqualTo(hex(number(x).subtract(number(y)).mod(modulus)));
          assertThat(x.plus(y).minus(y)).isEqualTo(x);
          assertThat(StateHash.parse(x.hex())).isEqualTo(x);
        });
  }

  @Test
  void nothing_hasTheHashOfNothing() {
    assertThat(StateHash.of("tasks", "t1", Json.absent())).isEqualTo(StateHash.EMPTY);
    assertThat(StateHash.EMPTY.hex()).isEqualTo("0".repeat(32));
  }

  /** A hash whose words are likely to cause a carry. */
  private static StateHash anyHash(Choices c) {
    return new StateHash(word(c), word(c), word(c), word(c));
  }

  private static int word(Choices c) {
    return switch (c.below(6)) {
      case 0 -> 0;
      case 1 -> 1;
      case 2 -> -1;
      case 3 -> Integer.MIN_VALUE;
      case 4 -> Integer.MAX_VALUE;
      default -> (int) c.bits();
    };
  }

  private static List<Document> history(Choices c) {
    List<Document> history = new ArrayList<>();
    while (c.below(10) != 0) {
      history.add(Document.draw(c));
    }
    return history;
  }

  private static StateHash sum(List<Document> documents) {
    StateHash sum = StateHash.EMPTY;
    for (Document d : documents) {
      sum = sum.plus(d.hash());
    }
    return sum;
  }

  private record Document(String collection, String id, Json value) {
    static Document draw(Choices c) {
      return new Document(c.of("tasks", "~"), Values.key(c), Values.document(c));
    }

    Document with(Json other) {
      return new Document(collection, id, other);
    }

    String key() {
      return collection + "/" + id;
    }

    StateHash hash() {
      return StateHash.of(collection, id, value);
    }

    String canonical() {
      return Triple.show(value);
    }

    @Override
    public String toString() {
      return key() + " = " + canonical();
    }
  }

  private static String quoted(String text) {
    return Json.text(Json.canonical(Json.of(text)));
  }

  private static byte[] bytes(int[] words) {
    ByteBuffer out = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    for (int word : words) {
      out.putInt(word);
    }
    return out.array();
  }

  /** The bytes as a number, little-endian. */
  private static BigInteger number(byte[] bytes) {
    byte[] turned = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      turned[i] = bytes[bytes.length - 1 - i];
    }
    return new BigInteger(1, turned);
  }

  private static BigInteger number(StateHash hash) {
    return new BigInteger(hash.hex(), 16);
  }

  private static String hex(BigInteger number) {
    String digits = number.toString(16);
    return "0".repeat(32 - digits.length()) + digits;
  }
}
