package dev.holdfast.browser.js;

import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/**
 * How the tabs and the worker talk: {@link #channel} to everybody of this origin, {@link #ask} to
 * one of them with an answer.
 */
public final class Messages {
  private Messages() {}

  /** A message as it arrives. */
  public interface Event extends JSObject {
    @JSProperty
    Json getData();

    @JSProperty
    String getOrigin();

    /** The client that sent it, in a worker. */
    @JSProperty
    @Nullable JSObject getSource();
  }

  /** Hears messages. */
  @JSFunctor
  public interface Listener extends JSObject {
    void heard(Event event);
  }

  /** A BroadcastChannel: what one posts, all others of this origin hear, not the poster itself. */
  public interface Channel extends JSObject {
    void postMessage(Json message);

    @JSProperty
    void setOnmessage(@Nullable Listener listener);

    void close();
  }

  @JSBody(params = "name", script = "return new BroadcastChannel(name);")
  public static native Channel channel(String name);

  /**
   * Posts to a worker or a client with a port for the answer: a promise of the answer's data,
   * rejected when none came within {@code ms}.
   */
  @Script
  public static native Promise ask(JSObject target, Json message, double ms);

  /** Answers the asker, if it gave a port. */
  @JSBody(
      params = {"event", "answer"},
      script = "if (event.ports[0]) event.ports[0].postMessage(answer);")
  public static native void answer(Event event, Json answer);

  /** Whether a message is one of ours and of this type; anybody may post anything. */
  @JSBody(
      params = {"message", "type"},
      script = "return !!message && message.type === type;")
  public static native boolean isType(Json message, String type);
}
