package dev.holdfast.server.files;

import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;

/** Serves the files of the web app as they are on disk at that moment. */
public final class FilesHandler extends Handler.Abstract {
  private final AppFolder app;
  private final @Nullable String fallback;
  private final Map<String, String> headers;

  /**
   * @param folder the folder of {@code app}
   */
  public FilesHandler(AppFolder folder, App app) {
    this.app = folder;
    fallback = app.fallback();
    headers = app.headers();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    // Jetty takes what follows a semicolon for a parameter; here it is a part of the name.
    String raw = request.getHttpURI().getPath().replace(";", "%3B");
    String canonical = URIUtil.canonicalPath(raw);
    if (canonical == null || canonical.contains("%2F")) {
      return false; // an encoded slash in a name: no file has one
    }
    String path = URIUtil.decodePath(canonical);
    Asset asset = app.find(path);
    Answer answer = new Answer(request, response, callback);
    if (asset == null && app.isFolder(path)) {
      answer.requireRead();
      redirect(request, response, callback);
      return true;
    }
    if (asset == null && fallback != null && isPageLoad(request, path)) {
      asset = app.find(fallback);
    }
    if (asset == null) {
      return false;
    }
    answer.requireRead();
    answer.send(asset, headers);
    return true;
  }

  /** Whether a browser wants to show what is there, and the path does not end like a file's. */
  private static boolean isPageLoad(Request request, String path) {
    String accepted = request.getHeaders().get(HttpHeader.ACCEPT);
    return accepted != null
        && accepted.contains("text/html")
        && (HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod()))
        && path.indexOf('.', path.lastIndexOf('/')) < 0;
  }

  private static void redirect(Request request, Response response, Callback callback) {
    String query = request.getHttpURI().getQuery();
    String path = request.getHttpURI().getPath();
    // Relative, since a proxy may have taken the beginning of the path away.
    String folder = "./" + path.substring(path.lastIndexOf('/') + 1) + "/";
    response.setStatus(HttpStatus.FOUND_302);
    response.getHeaders().put(HttpHeader.LOCATION, query == null ? folder : folder + "?" + query);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
    callback.succeeded();
  }
}
