package dev.holdfast.server.auth;

import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.server.api.Authenticator;
import dev.holdfast.server.api.Authorizer;
import dev.holdfast.server.api.RequestHead;
import dev.holdfast.server.watch.Watched;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Users by tokens in a file. For a few users or programs, or behind a proxy that signs people in. A
 * request carries {@code Authorization: Bearer TOKEN}.
 *
 * <p>Each line of the file has a token, its subject, and the spaces that this subject may use:
 * names with commas between, or {@code *} for all. Empty lines and lines that begin with {@code #}
 * are skipped. A subject may have several tokens, so that a new one can replace an old one. When
 * the file has changed, a running server reads it again.
 *
 * <pre>
 * 6f1c0d3a9be24c7f8a15  ada    kitchen,office
 * b04e92c57d1f4a63be08  grace  *
 * </pre>
 */
public final class StaticTokens implements Authenticator, Authorizer, Watched {
  private static final String BEARER = "Bearer ";
  private static final String ALL = "*";
  private static final String BYTE_ORDER_MARK = "\ufeff";
  private static final int SHORTEST = 16;

  private final Path file;
  private volatile Users users;

  private StaticTokens(Path file, Users users) {
    this.file = file;
    this.users = users;
  }

  /**
   * Reads a file of tokens.
   *
   * @throws IOException if a line is wrong; the message names the line, but not its token
   */
  public static StaticTokens read(Path file) throws IOException {
    return new StaticTokens(file, Users.read(file));
  }

  @Override
  public List<Path> files() {
    return List.of(file);
  }

  @Override
  public void readAgain() throws IOException {
    users = Users.read(file);
  }

  @Override
  public @Nullable String authenticate(RequestHead request) {
    String authorization = request.header("Authorization");
    return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? users.subjects.get(hash(authorization.substring(BEARER.length()).strip()))
        : null;
  }

  @Override
  public boolean mayRead(String subject, String space) {
    Set<String> allowed = users.spaces.getOrDefault(subject, Set.of());
    return allowed.contains(space) || allowed.contains(ALL);
  }

  @Override
  public boolean mayWrite(String subject, String space, Mutation mutation) {
    return mayRead(subject, space);
  }

  private static String hash(String token) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** What the file says. Never changed once it is read. */
  private static final class Users {
    /**
     * By the hash of a token, so that the time of a look-up does not reveal how much of it is
     * right.
     */
    private final Map<String, String> subjects = new HashMap<>();

    private final Map<String, Set<String>> spaces = new HashMap<>();

    static Users read(Path file) throws IOException {
      Users users = new Users();
      List<String> lines = lines(file);
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i).strip();
        if (!line.isEmpty() && !line.startsWith("#")) {
          users.add(line.split("\\s+"), file + ", line " + (i + 1));
        }
      }
      if (users.subjects.isEmpty()) {
        throw new IOException(file + " names no token, so nobody could sign in");
      }
      return users;
    }

    private static List<String> lines(Path file) throws IOException {
      String text;
      try {
        text = Files.readString(file, StandardCharsets.UTF_8);
      } catch (CharacterCodingException e) {
        throw new IOException(file + " is not in UTF-8", e);
      } catch (NoSuchFileException e) {
        throw new IOException(file + ": no such file", e);
      }
      return (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).lines().toList();
    }

    private void add(String[] fields, String where) throws IOException {
      if (fields.length != 3) {
        throw new IOException(
            where + ": expected a token, a subject and spaces, got " + fields.length + " fields");
      }
      if (fields[0].length() < SHORTEST) {
        throw new IOException(where + ": a token has at least " + SHORTEST + " characters");
      }
      if (subjects.put(hash(fields[0]), fields[1]) != null) {
        throw new IOException(where + ": this token was given before");
      }
      Set<String> named = Arrays.stream(fields[2].split(",")).collect(Collectors.toSet());
      spaces.merge(
          fields[1],
          named,
          (before, more) -> {
            before.addAll(more);
            return before;
          });
    }
  }
}
