package dev.holdfast.verify.sim.device;

import dev.holdfast.verify.sim.ground.Agenda;
import org.jspecify.annotations.Nullable;

/** Whose credentials a browser sends, and whether its user is about to leave it. */
public final class Login {
  /** The one who works on all devices. */
  public static final String OWNER = "ann";

  private String subject = OWNER;
  private Agenda.@Nullable Life leaver;
  private boolean left;

  /** Whose credentials the browser sends; empty for nobody's. */
  public String subject() {
    return subject;
  }

  /** Somebody signs in, in whatever tab; pages hear of it only by what the server answers. */
  public void as(String other) {
    subject = other;
  }

  /** Somebody signs out by the page; until that has ended, or the page has, none is loaded. */
  public void leaves(Agenda.Life page) {
    leaver = page;
  }

  public boolean isLeaving() {
    return leaver != null && leaver.alive();
  }

  /** Whether somebody ever set out to leave. */
  public boolean wasLeft() {
    return leaver != null;
  }

  /** Nobody is signed in any more, and no page is loaded until somebody is. */
  public void left() {
    left = true;
    subject = "";
  }

  /** Whether nobody is here. */
  public boolean hasLeft() {
    return left;
  }

  /** The one who works here signs in; whether they had left. */
  public boolean again() {
    boolean back = left;
    subject = OWNER;
    left = false;
    return back;
  }
}
