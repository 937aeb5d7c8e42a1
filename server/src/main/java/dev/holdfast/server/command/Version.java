package dev.holdfast.server.command;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What the build noted of itself: the version, and the commit if it knew it. */
final class Version implements IVersionProvider {
  private static final String NOTE = "version.properties";

  @Override
  public String[] getVersion() throws IOException {
    Properties note = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(NOTE)) {
      note.load(in);
    }
    String commit = note.getProperty("commit", "");
    String version = "Holdfast " + note.getProperty("version");
    return new String[] {commit.isEmpty() ? version : version + ", commit " + commit};
  }
}
