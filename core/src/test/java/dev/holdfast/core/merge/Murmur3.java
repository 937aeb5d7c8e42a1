package dev.holdfast.core.merge;

/**
 * A plain MurmurHash3 x86_128 over bytes, with a seed. {@link StateHash}, which reads code units
 * and has no seed, is compared with it. {@link StateHashTest} checks this class against the
 * published verification value.
 */
final class Murmur3 {
  private static final int[] C = {0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93};
  private static final int[] KEY_TURN = {15, 16, 17, 18};
  private static final int[] HASH_TURN = {19, 17, 15, 13};
  private static final int[] ADD = {0x561ccd1b, 0x0bcaa747, 0x96cd1c35, 0x32ac3b17};

  private Murmur3() {}

  /** The four words, in the order in which murmur writes them. */
  static int[] hash(byte[] key, int seed) {
    int[] h = {seed, seed, seed, seed};
    int blocks = key.length / 16;
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < 4; i++) {
        h[i] ^= mix(word(key, block * 16 + i * 4), i);
        h[i] = (Integer.rotateLeft(h[i], HASH_TURN[i]) + h[(i + 1) % 4]) * 5 + ADD[i];
      }
    }
    for (int i = 0; i < 4; i++) {
      h[i] ^= mix(word(key, blocks * 16 + i * 4), i);
    }
    for (int i = 0; i < 4; i++) {
      h[i] ^= key.length;
    }
    spread(h);
    for (int i = 0; i < 4; i++) {
      h[i] = (h[i] ^ h[i] >>> 16) * 0x85ebca6b;
      h[i] = (h[i] ^ h[i] >>> 13) * 0xc2b2ae35;
      h[i] ^= h[i] >>> 16;
    }
    spread(h);
    return h;
  }

  private static int mix(int k, int i) {
    return Integer.rotateLeft(k * C[i], KEY_TURN[i]) * C[(i + 1) % 4];
  }

  private static void spread(int[] h) {
    h[0] += h[1] + h[2] + h[3];
    for (int i = 1; i < 4; i++) {
      h[i] += h[0];
    }
  }

  /** Four bytes, little-endian; beyond the end there are zeros. */
  private static int word(byte[] key, int from) {
    int word = 0;
    for (int i = Math.min(from + 4, key.length) - 1; i >= from; i--) {
      word = (word << 8) | (key[i] & 0xff);
    }
    return word;
  }
}
