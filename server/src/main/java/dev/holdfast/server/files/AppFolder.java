package dev.holdfast.server.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The folder of the web app. No request reads a file outside of it, or one whose name or folder
 * begins with a dot, except below {@code /.well-known/} (RFC 8615). The same holds for what a link
 * leads to. Every answer shows the disk as it is now. A hash is reused while the file's {@link
 * Stamp} says that the file is the same.
 */
public final class AppFolder {
  private static final String INDEX = "index.html";
  private static final String WELL_KNOWN = ".well-known";
  private static final String SEPARATOR = FileSystems.getDefault().getSeparator();

  private final Path root;
  private final ConcurrentHashMap<Path, Hashed> hashes = new ConcurrentHashMap<>();

  /** What a page or a script has in it that loads one of Holdfast's elements. */
  private static final String ELEMENTS = "holdfast/elements/";

  private record Hashed(Stamp stamp, String hash, boolean usesElements) {}

  /**
   * What the app has.
   *
   * @param hashes of its files, by URL path, not encoded
   * @param usesElements whether a page or a script of it names a module of Holdfast's elements
   */
  record Content(SortedMap<String, String> hashes, boolean usesElements) {}

  public AppFolder(Path folder) {
    try {
      root = folder.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The file for a decoded URL path; null if there is none. For a path that ends with a slash it is
   * the folder's {@code index.html}.
   */
  @Nullable Asset find(String urlPath) {
    Path file = resolve(urlPath.endsWith("/") ? urlPath + INDEX : urlPath);
    if (file == null || !Files.isRegularFile(file)) {
      return null;
    }
    try {
      Stamp stamp = Stamp.of(file);
      String name = file.getFileName().toString();
      String type = MediaTypes.of(name);
      boolean lasting = !type.startsWith("text/html") && HashedName.matches(name);
      return Asset.file(file, type, hashed(file, stamp).hash(), lasting, stamp.size());
    } catch (IOException e) {
      return null; // deleted since we looked
    }
  }

  /** Whether the path, which does not end with a slash, is a folder that has an index. */
  boolean isFolder(String urlPath) {
    return !urlPath.endsWith("/") && find(urlPath + "/") != null;
  }

  /** Every file that {@link #find} would find, except those below .well-known. */
  Content content() {
    var visitor = new Visitor();
    try {
      var links = EnumSet.of(FileVisitOption.FOLLOW_LINKS);
      Files.walkFileTree(root, links, Integer.MAX_VALUE, visitor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    hashes.keySet().removeIf(file -> !Files.exists(file));
    return new Content(visitor.found, visitor.usesElements);
  }

  private @Nullable Path resolve(String urlPath) {
    String path = urlPath.substring(1);
    if (path.indexOf('\\') >= 0 || !isShown(path.split("/", -1))) {
      return null;
    }
    try {
      Path file = root.resolve(path).toRealPath();
      return isShown(file) ? file : null;
    } catch (IOException | InvalidPathException e) {
      return null;
    }
  }

  /** Whether a request may read the file, whose path has no links. */
  private boolean isShown(Path file) {
    return file.startsWith(root)
        && !file.equals(root)
        && isShown(root.relativize(file).toString().split(Pattern.quote(SEPARATOR), -1));
  }

  private static boolean isShown(String[] names) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].isEmpty() || (isHidden(names[i]) && !(i == 0 && names[i].equals(WELL_KNOWN)))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHidden(String name) {
    return name.startsWith(".");
  }

  private Hashed hashed(Path file, Stamp stamp) throws IOException {
    Hashed known = hashes.get(file);
    if (known != null && known.stamp().equals(stamp)) {
      return known;
    }
    Hashed now = new Hashed(stamp, ContentHash.of(file), usesElements(file));
    if (stamp.isSettled() && stamp.equals(Stamp.of(file))) {
      hashes.put(file, now);
    }
    return now;
  }

  private static boolean usesElements(Path file) throws IOException {
    String type = MediaTypes.of(file.getFileName().toString());
    boolean loads = type.startsWith("text/html") || type.startsWith("text/javascript");
    return loads && Files.readString(file, StandardCharsets.ISO_8859_1).contains(ELEMENTS);
  }

  /** Collects hashes by path below the root, with forward slashes. */
  private final class Visitor extends SimpleFileVisitor<Path> {
    final SortedMap<String, String> found = new TreeMap<>();
    boolean usesElements;

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      boolean hidden = !folder.equals(root) && isHidden(folder.getFileName().toString());
      return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile() && !isHidden(file.getFileName().toString())) {
        Path real = file.toRealPath();
        if (isShown(real)) {
          Hashed hashed = hashed(real, Stamp.of(real));
          found.put("/" + root.relativize(file), hashed.hash());
          usesElements |= hashed.usesElements();
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE; // deleted since we looked, or a broken link
    }
  }
}
