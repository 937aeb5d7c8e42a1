package dev.holdfast.browser.js;

import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/**
 * Messages between the tabs and the worker: {@link #channel} reaches all of this origin, {@link
 * #ask} reaches one and waits for its answer.
 */
public final class Messages {
  private Messages() {}

  /** A message as it arrives. */
  public interface Event extends JSObject {
    @JSProperty
    Json getData();

    @JSProperty
    String getOrigin();

    /** The client that sent it; only in a worker. */
    @JSProperty
    @Nullable JSObject getSource();
  }

  /** Receives messages. */
  @JSFunctor
  public interface Listener extends JSObject {
    void heard(Event event);
  }

  /**
   * A BroadcastChannel: a message reaches all others of this origin that have opened the channel.
   */
  public interface Channel extends JSObject {
    void postMessage(Json message);

    @JSProperty
    void setOnmessage(@Nullable Listener listener);

    void close();
  }

  @JSBody(params = "name", script = "return new BroadcastChannel(name);")
  public static native Channel channel(String name);

  /**
   * Sends a message to a worker or a client, with a port for the answer. Resolves to the answer's
   * data; rejects if no answer comes within {@code ms}.
   */
  @Script
  public static native Promise ask(JSObject target, Json message, double ms);

  /** Answers a message, if it came with a port. */
  @JSBody(
      params = {"event", "answer"},
      script = "if (event.ports[0]) event.ports[0].postMessage(answer);")
  public static native void answer(Event event, Json answer);

  /**
   * Whether a message is of this type. Other scripts may post anything, so nothing else is assumed.
   */
  @JSBody(
      params = {"message", "type"},
      script = "return !!message && message.type === type;")
  public static native boolean isType(Json message, String type);
}
