package dev.holdfast.server.http;

import dev.holdfast.server.api.Problem;
import dev.holdfast.server.api.Refusal;
import dev.holdfast.server.log.LogLine;
import java.util.Locale;
import org.eclipse.jetty.http.HttpException;
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
 * Turns every failure into an answer. What Jetty finds wrong with a request becomes a problem. A
 * fault of ours becomes a 500 and one line in the log. A person who navigates gets a page, every
 * other client problem+json.
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

  /** Answers with a page if a person navigated here, else with problem+json. */
  public static void answer(
      Problem problem, Request request, Response response, Callback callback) {
    String accept = request.getHeaders().get(HttpHeader.ACCEPT);
    boolean person = accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html");
    Responses.send(person ? problem.page() : problem.answer(), request, response, callback);
  }

  private static Problem notFound(Request request) {
    String path = request.getHttpURI().getCanonicalPath();
    return new Problem(404, "NOT_FOUND", "nothing is served at " + path);
  }

  private static Problem problem(int status, @Nullable Throwable cause) {
    if (cause == null) {
      return new Problem(status, codeOf(status), HttpStatus.getMessage(status));
    }
    Problem ofClient = ofClient(cause);
    return ofClient == null ? Problem.internal() : ofClient;
  }

  /** The problem to answer if the failure is the client's; null if it is ours. */
  private static @Nullable Problem ofClient(Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return refusal.problem();
    }
    if (!(failure instanceof HttpException http)) {
      return null;
    }
    // Jetty rejects bad requests itself. An HTTP version that does not exist is a bad request too.
    int status =
        http.getCode() == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505
            ? HttpStatus.BAD_REQUEST_400
            : http.getCode();
    if (status >= 500) {
      return null;
    }
    String reason = http.getReason();
    return new Problem(
        status, codeOf(status), reason == null ? HttpStatus.getMessage(status) : reason);
  }

  /** The code of a problem that has only a status, such as {@code BAD_REQUEST}. */
  private static String codeOf(int status) {
    HttpStatus.Code code = HttpStatus.getCode(status);
    return code == null ? "STATUS_" + status : code.name();
  }

  private static void log(Request request, @Nullable Throwable cause) {
    String path = request.getHttpURI().getCanonicalPath();
    LOG.error("{} {} failed: {}", request.getMethod(), path, LogLine.of(cause));
  }
}
