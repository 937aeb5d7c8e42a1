package dev.holdfast.server.log;

/** An exception whose message is for the person who runs the server: it quotes no client. */
public interface Told {}
