package dev.holdfast.shrink;

import com.google.javascript.rhino.Node;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One program as two modules: the first has what its footer reaches, the second one the rest, which
 * only the second footer reaches. The second imports the names that it shares with the first.
 *
 * <p>Among them is one that no other build has. So a module of another release is never linked with
 * this one, where the same short names mean something else: its import fails.
 */
final class Split {
  private Split() {}

  /**
   * Takes out of the program what belongs to the second footer alone: what it says, and what TeaVM
   * exports for it. Closure Compiler moves what these use, and nobody else does.
   */
  static String takeSecond(Program program, Footer first, Footer second) {
    Set<String> own = second.names();
    own.removeAll(first.names());
    StringBuilder taken = new StringBuilder();
    for (Node statement : program.statements()) {
      Node assign = Js.assignment(statement);
      Node name =
          statement.isVar()
              ? statement.getFirstChild()
              : assign == null ? null : assign.getFirstChild();
      boolean exports = name != null && name.isName() && own.contains(name.getString());
      if (exports || second.statements().contains(statement)) {
        taken.append(Js.print(statement.detach()));
      }
    }
    if (taken.isEmpty()) {
      throw new Unexpected("split", "what the second script exports", "nothing");
    }
    return taken.toString();
  }

  /** Links two minified scripts: adds the exports of the one and the imports of the other. */
  static List<String> linked(String first, String second, String file) {
    Node one = Js.parse(first);
    Node two = Js.parse(second);
    Set<String> declared = declared(one);
    Set<String> shared = new TreeSet<>(FreeNames.of(two));
    shared.retainAll(declared);
    Set<String> backward = new TreeSet<>(FreeNames.of(one));
    backward.retainAll(declared(two));
    if (shared.isEmpty() || !backward.isEmpty()) {
      throw new Unexpected("split", "names of the first script in the second", "" + backward);
    }
    for (String name : shared) {
      if (Js.isAssigned(two, name)) {
        throw new Unexpected("split", "names that the second script only reads", name);
      }
    }
    String build = "holdfast" + hash(first);
    String names = String.join(",", shared);
    return List.of(
        first + "export{" + names + "," + shared.iterator().next() + " as " + build + "};",
        "import{" + names + "," + build + "}from\"./" + file + "\";" + second);
  }

  private static Set<String> declared(Node script) {
    Set<String> names = new HashSet<>();
    for (Node statement : Js.children(script)) {
      if (statement.isFunction() || statement.isClass()) {
        names.add(statement.getFirstChild().getString());
      } else if (statement.isVar() || statement.isLet() || statement.isConst()) {
        Js.children(statement).forEach(name -> names.add(name.getString()));
      }
    }
    return names;
  }

  private static String hash(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha256.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
