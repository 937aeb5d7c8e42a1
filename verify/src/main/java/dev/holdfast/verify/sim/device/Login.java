package dev.holdfast.verify.sim.device;

import dev.holdfast.verify.sim.ground.Agenda;
import org.jspecify.annotations.Nullable;

/** Whose credentials a browser sends, and whether its user is signing out. */
public final class Login {
  /** The user of all devices. */
  public static final String OWNER = "ann";

  private String subject = OWNER;
  private Agenda.@Nullable Life leaver;
  private boolean left;

  /** The subject whose credentials the browser sends; empty if nobody is signed in. */
  public String subject() {
    return subject;
  }

  /** Another subject signs in, in some tab. Pages learn of it only from the server's answers. */
  public void as(String other) {
    subject = other;
  }

  /** The user signs out in a page. No page is loaded until the sign-out ends or the page dies. */
  public void leaves(Agenda.Life page) {
    leaver = page;
  }

  public boolean isLeaving() {
    return leaver != null && leaver.alive();
  }

  /** Whether the user ever began to sign out. */
  public boolean wasLeft() {
    return leaver != null;
  }

  /** Nobody is signed in. No page is loaded until somebody is. */
  public void left() {
    left = true;
    subject = "";
  }

  /** Whether the user has signed out. */
  public boolean hasLeft() {
    return left;
  }

  /** The owner signs in. Returns whether the user had signed out before. */
  public boolean again() {
    boolean back = left;
    subject = OWNER;
    left = false;
    return back;
  }
}
