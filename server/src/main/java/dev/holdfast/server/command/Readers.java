package dev.holdfast.server.command;

import dev.holdfast.core.space.ConflictResolver;
import dev.holdfast.server.proxy.ProxyRoute;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Read the values of options that are more than a word. */
final class Readers {
  private Readers() {}

  /** A header of the app's files. */
  record Header(String name, String value) {}

  /** Reads {@code Content-Security-Policy: default-src 'self'}. */
  static final class HeaderReader implements ITypeConverter<Header> {
    private static final Pattern LINE =
        Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+): *([\\x20-\\x7e\\t]*)");

    @Override
    public Header convert(String text) {
      Matcher line = LINE.matcher(text);
      if (!line.matches()) {
        throw new TypeConversionException("expected NAME: VALUE, got " + text);
      }
      return new Header(line.group(1), line.group(2));
    }
  }

  /** Reads {@code https://app.example.com}. */
  static final class OriginReader implements ITypeConverter<String> {
    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/?#@*\\s]+");

    @Override
    public String convert(String text) {
      if (!ORIGIN.matcher(text).matches()) {
        throw new TypeConversionException(
            "expected an origin such as https://app.example.com, got " + text);
      }
      return text;
    }
  }

  /** Reads a regular expression. */
  static final class PatternReader implements ITypeConverter<Pattern> {
    @Override
    public Pattern convert(String text) {
      try {
        return Pattern.compile(text);
      } catch (PatternSyntaxException e) {
        throw new TypeConversionException("expected a regular expression, got " + text);
      }
    }
  }

  /** Reads a whole number, such as a port. */
  static final class NumberReader implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      try {
        return Integer.valueOf(text);
      } catch (NumberFormatException e) {
        throw new TypeConversionException("expected a whole number, got " + text);
      }
    }
  }

  /** Reads a number of bytes. */
  static final class SizeReader implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      if (!text.matches("[1-9][0-9]{0,17}")) {
        throw new TypeConversionException("expected bytes, got " + text);
      }
      return Long.valueOf(text);
    }
  }

  /** Reads {@code /api=http://localhost:9000}. */
  static final class RouteReader implements ITypeConverter<ProxyRoute> {
    @Override
    public ProxyRoute convert(String text) {
      try {
        return ProxyRoute.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Reads the collection of {@code tasks=serverWins}. */
  static final class CollectionReader implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return text;
    }
  }

  /** Reads the policy of {@code tasks=serverWins}. */
  static final class PolicyReader implements ITypeConverter<ConflictResolver> {
    @Override
    public ConflictResolver convert(String text) {
      return switch (text) {
        case "merge" -> ConflictResolver.MERGE;
        case "serverWins" -> ConflictResolver.SERVER_WINS;
        case "clientWins" -> ConflictResolver.CLIENT_WINS;
        default ->
            throw new TypeConversionException(
                "expected merge, serverWins or clientWins, got " + text);
      };
    }
  }
}
