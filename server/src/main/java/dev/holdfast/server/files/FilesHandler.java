package dev.holdfast.server.files;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;

/** Serves the files of the web app as they are on disk at that moment. */
public final class FilesHandler extends Handler.Abstract {
  private final AppFolder app;

  public FilesHandler(AppFolder app) {
    this.app = app;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String canonical = request.getHttpURI().getCanonicalPath();
    if (canonical == null || canonical.contains("%2F")) {
      return false; // an encoded slash in a name: no file has one
    }
    String path = URIUtil.decodePath(canonical);
    Asset asset = app.find(path);
    Answer answer = new Answer(request, response, callback);
    if (asset != null) {
      answer.requireRead();
      answer.send(asset);
      return true;
    }
    if (app.isFolder(path)) {
      answer.requireRead();
      redirect(request, response, callback);
      return true;
    }
    return false;
  }

  private static void redirect(Request request, Response response, Callback callback) {
    String query = request.getHttpURI().getQuery();
    String folder = request.getHttpURI().getPath() + "/";
    response.setStatus(HttpStatus.FOUND_302);
    response.getHeaders().put(HttpHeader.LOCATION, query == null ? folder : folder + "?" + query);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
    callback.succeeded();
  }
}
