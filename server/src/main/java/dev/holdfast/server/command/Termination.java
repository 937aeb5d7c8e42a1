package dev.holdfast.server.command;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;

/**
 * Waits for SIGTERM or SIGINT, so that the program can finish its work and exit with 0. Java's own
 * shutdown hooks cannot: after a signal the exit code is 143 or 130, which a supervisor treats as a
 * failure. SIGHUP, which would end it too, asks for the files to be read again.
 */
final class Termination {
  private final CountDownLatch asked = new CountDownLatch(1);

  private volatile Runnable onHangUp = () -> {};

  /** Listens from now on. On a Java without signals, they end the program as usual. */
  Termination() {
    try {
      listen("TERM", asked::countDown);
      listen("INT", asked::countDown);
      listen("HUP", () -> onHangUp.run());
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      return; // no sun.misc.Signal here, or started with -Xrs, or no SIGHUP on this system
    }
  }

  /** What SIGHUP does from now on. */
  void onHangUp(Runnable action) {
    onHangUp = action;
  }

  void await() throws InterruptedException {
    asked.await();
  }

  /** By reflection, since the compiler warns about this class and nothing silences it. */
  private static void listen(String name, Runnable action) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    InvocationHandler onCall =
        (proxy, method, arguments) -> {
          if (method.getName().equals("handle")) {
            action.run();
            return null;
          }
          return method.invoke(action, arguments);
        };
    Object listener =
        Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, onCall);
    Object named = signal.getConstructor(String.class).newInstance(name);
    signal.getMethod("handle", signal, handler).invoke(null, named, listener);
  }
}
