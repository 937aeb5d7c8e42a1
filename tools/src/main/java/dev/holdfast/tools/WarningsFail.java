package dev.holdfast.tools;

import org.jspecify.annotations.Nullable;
import org.teavm.backend.javascript.TeaVMJavaScriptHost;
import org.teavm.dependency.AbstractDependencyListener;
import org.teavm.dependency.DependencyAgent;
import org.teavm.diagnostics.Diagnostics;
import org.teavm.diagnostics.ProblemProvider;
import org.teavm.vm.spi.AbstractRendererListener;
import org.teavm.vm.spi.TeaVMHost;
import org.teavm.vm.spi.TeaVMPlugin;

/**
 * Makes each warning of TeaVM an error, so that the build fails. The most frequent cause is
 * JavaScript that TeaVM's parser does not know. TeaVM then copies the script unchanged, with its
 * comments.
 *
 * <p>A plugin of TeaVM. It works if this module is a dependency of TeaVM's Maven plugin.
 */
public final class WarningsFail implements TeaVMPlugin {
  private @Nullable Diagnostics diagnostics;

  @Override
  public void install(TeaVMHost host) {
    host.add(
        new AbstractDependencyListener() {
          @Override
          public void started(DependencyAgent agent) {
            diagnostics = agent.getDiagnostics();
          }
        });
    host.getExtension(TeaVMJavaScriptHost.class)
        .add(
            new AbstractRendererListener() {
              @Override
              public void complete() {
                fail();
              }
            });
  }

  private void fail() {
    if (diagnostics instanceof ProblemProvider all && !all.getProblems().isEmpty()) {
      diagnostics.error(null, "Expected no warning, got " + all.getProblems().size());
    }
  }
}
