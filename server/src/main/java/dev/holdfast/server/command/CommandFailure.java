package dev.holdfast.server.command;

import org.jspecify.annotations.NullMarked;

/** The command cannot do what it was asked for; the message is the line the user reads. */
@NullMarked
final class CommandFailure extends RuntimeException {
  CommandFailure(String message) {
    super(message, null, false, false);
  }
}
