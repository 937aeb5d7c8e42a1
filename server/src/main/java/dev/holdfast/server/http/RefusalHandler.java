package dev.holdfast.server.http;

import dev.holdfast.server.api.Refusal;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers with the {@link Refusal} that a handler throws. Jetty would treat it as a fault. */
public final class RefusalHandler extends Handler.Wrapper {
  public RefusalHandler(Handler next) {
    super(next);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    try {
      return super.handle(request, response, callback);
    } catch (Refusal refusal) {
      Problems.answer(refusal.problem(), request, response, callback);
      return true;
    }
  }
}
