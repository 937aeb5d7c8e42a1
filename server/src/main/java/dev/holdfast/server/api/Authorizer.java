package dev.holdfast.server.api;

import dev.holdfast.core.protocol.Mutation;

/**
 * Says what a subject may do. Reading is granted per space, writing per mutation. Thread-safe.
 * {@link #mayWrite} runs inside the commit and must not wait for anything.
 */
public interface Authorizer {
  /** Every subject may do everything. */
  Authorizer ALL =
      new Authorizer() {
        @Override
        public boolean mayRead(String subject, String space) {
          return true;
        }

        @Override
        public boolean mayWrite(String subject, String space, Mutation mutation) {
          return true;
        }
      };

  boolean mayRead(String subject, String space);

  boolean mayWrite(String subject, String space, Mutation mutation);
}
