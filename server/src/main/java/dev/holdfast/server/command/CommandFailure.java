package dev.holdfast.server.command;

/** The command cannot do what was asked. The message is the line that the user reads. */
final class CommandFailure extends RuntimeException {
  CommandFailure(String message) {
    super(message, null, false, false);
  }
}
