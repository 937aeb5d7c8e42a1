package dev.holdfast.verify.monkey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A member of an interface of holdfast.d.ts.
 *
 * @param owner the interface
 * @param parameters the names of its parameters; empty for a property
 * @param type what it answers, as TypeScript
 */
record Member(String owner, String name, boolean property, List<String> parameters, String type) {
  private static final Pattern COMMENT = Pattern.compile("/\\*\\*.*?\\*/", Pattern.DOTALL);
  private static final Pattern PROPERTY = Pattern.compile("readonly (\\w+): (.+)");
  private static final Pattern METHOD =
      Pattern.compile("(\\w+)(?:<.*?>)?\\((.*)\\): ([^()]+|\\([^)]*\\))");
  private static final Pattern PARAMETER = Pattern.compile("(?:^|,)\\s*(\\w+)\\??:");

  /** All members of the interfaces with these names. */
  static List<Member> of(Path types, String... owners) throws IOException {
    String text = COMMENT.matcher(Files.readString(types)).replaceAll("");
    List<Member> members = new ArrayList<>();
    for (String owner : owners) {
      Matcher start = Pattern.compile("export interface " + owner + "\\b.*\\{\n").matcher(text);
      if (!start.find()) {
        throw new AssertionError("no interface " + owner);
      }
      String body = text.substring(start.end(), text.indexOf("\n}", start.end()) + 1);
      for (String one : body.split(";\n")) {
        if (!one.isBlank()) {
          members.add(read(owner, one.replaceAll("\\s+", " ").strip()));
        }
      }
    }
    return members;
  }

  private static Member read(String owner, String text) {
    Matcher property = PROPERTY.matcher(text);
    if (property.matches()) {
      return new Member(owner, property.group(1), true, List.of(), property.group(2));
    }
    Matcher method = METHOD.matcher(text);
    if (!method.matches()) {
      throw new AssertionError("cannot read the member " + text);
    }
    List<String> parameters = new ArrayList<>();
    // The parameters of a function that is a parameter are no parameters.
    Matcher parameter = PARAMETER.matcher(method.group(2).replaceAll("\\([^()]*\\) =>", ""));
    while (parameter.find()) {
      parameters.add(parameter.group(1));
    }
    return new Member(owner, method.group(1), false, parameters, method.group(3));
  }

  /**
   * A write of documents says by rejecting that it could not be made durable, and a file has no
   * other way to say that it could not be made.
   */
  boolean mayReject() {
    return owner.equals("Collection") || name.equals("write") || name.equals("exportChanges");
  }
}
