package dev.holdfast.verify.sim.device;

import dev.holdfast.core.Clock;
import dev.holdfast.core.Random;
import dev.holdfast.verify.sim.ground.Agenda;
import dev.holdfast.verify.sim.ground.Dice;
import dev.holdfast.verify.sim.ground.Ground;
import dev.holdfast.verify.sim.ground.Violation;

/** One device without its pages: a disk, a clock that may be wrong, a network, a login. */
public final class Device {
  /**
   * A device that creates more ids is in an endless loop. A world of 500 steps needs some hundreds.
   */
  private static final int MOST_IDS = 20_000;

  private static final String DIGITS = "000000";

  private final Ground ground;
  private final int number;
  private final LocalDisk disk;
  private final Login login = new Login();
  private double skew;
  private boolean cable = true;
  private int minted;

  public Device(Ground ground, int number) {
    this.ground = ground;
    this.number = number;
    this.disk = new LocalDisk(ground, number);
  }

  public int number() {
    return number;
  }

  public LocalDisk disk() {
    return disk;
  }

  public Login login() {
    return login;
  }

  /** Whether the device is connected to any network. */
  public boolean cable() {
    return cable;
  }

  public void plug(boolean on) {
    cable = on;
  }

  /** Sets the clock forward or back. */
  public void jump(double ms) {
    skew += ms;
  }

  /** The clock for a page or worker that may die. */
  public Clock clock(Agenda.Life life) {
    return ground
        .bugs()
        .clock(
            new Clock() {
              @Override
              public double now() {
                return 1_700_000_000_000.0 + Math.floor(ground.now()) + skew;
              }

              @Override
              public Timer after(double ms, Runnable task) {
                return ground.after(ms, life, task)::run;
              }
            });
  }

  /** Creates ids that show where and in which order they were made. */
  public Random random(int page) {
    Dice dice = ground.dice("page" + number, page);
    return ground
        .bugs()
        .random(
            new Random() {
              @Override
              public double next() {
                return dice.next();
              }

              @Override
              public String hex(int digits) {
                if (minted == MOST_IDS) {
                  throw new Violation("endless", "device " + number + " makes work without end");
                }
                return "d" + number + "x" + DIGITS.substring(digits(++minted)) + minted;
              }
            });
  }

  private static int digits(int n) {
    return Integer.toString(n).length();
  }
}
