package dev.holdfast.server.http;

import dev.holdfast.server.api.Problem;
import dev.holdfast.server.api.Refusal;
import dev.holdfast.server.log.LogLine;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns every failure into an answer: a {@link Refusal} into its problem, a fault of ours into a
 * 500 and one line in the log. A person who navigates gets a page, everybody else problem+json.
 */
public final class Problems implements Request.Handler {
  private static final Logger LOG = LoggerFactory.getLogger("holdfast");

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Object cause = request.getAttribute(ErrorHandler.ERROR_EXCEPTION);
    Problem problem =
        response.getStatus() == HttpStatus.NOT_FOUND_404 && cause == null
            ? notFound(request)
            : problem(response.getStatus(), (Throwable) cause);
    if (problem.status() == HttpStatus.INTERNAL_SERVER_ERROR_500) {
      log(request, (Throwable) cause);
    }
    answer(problem, request, response, callback);
    return true;
  }

  /** Answers with a page if a person asked for one, else with problem+json. */
  public static void answer(
      Problem problem, Request request, Response response, Callback callback) {
    String accept = request.getHeaders().get(HttpHeader.ACCEPT);
    if (accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html")) {
      problem.writePage(response, callback);
    } else {
      problem.write(response, callback);
    }
  }

  private static Problem notFound(Request request) {
    String path = request.getHttpURI().getCanonicalPath();
    return new Problem(404, "NOT_FOUND", "nothing is served at " + path);
  }

  private static Problem problem(int status, @Nullable Throwable cause) {
    Problem ofClient = Problem.ofClient(cause);
    if (ofClient != null) {
      return ofClient;
    }
    if (cause != null) {
      return new Problem(500, "INTERNAL", "the server failed; its log says where");
    }
    return new Problem(status, Problem.codeOf(status), HttpStatus.getMessage(status));
  }

  private static void log(Request request, @Nullable Throwable cause) {
    String path = request.getHttpURI().getCanonicalPath();
    LOG.error("{} {} failed: {}", request.getMethod(), path, LogLine.of(cause));
  }
}
