package dev.holdfast.server.command;

/** The command cannot do what it was asked for; the message is the line the user reads. */
final class CommandFailure extends RuntimeException {
  CommandFailure(String message) {
    super(message, null, false, false);
  }
}
