package dev.holdfast.verify.sim;

import dev.holdfast.verify.sim.Step.Op;
import dev.holdfast.verify.sim.device.Login;
import dev.holdfast.verify.sim.ground.Dice;
import dev.holdfast.verify.sim.ground.Faults;
import dev.holdfast.verify.sim.judge.Effects;
import dev.holdfast.verify.sim.judge.Forms;
import dev.holdfast.verify.sim.judge.Ledger;
import dev.holdfast.verify.sim.page.Browser;
import dev.holdfast.verify.sim.page.Page;
import dev.holdfast.verify.sim.server.PickyValidator;
import dev.holdfast.verify.sim.server.Servers;
import dev.holdfast.verify.sim.server.Stranger;
import dev.holdfast.verify.sim.server.SyncServer;

/** The steps that no user takes: those of browsers, disks, networks and servers. */
final class Environment {
  private static final int TABS = 3;

  /** The version of the schema of the last release. */
  private static final int SCHEMAS = 2;

  /** The shapes of a collection whose notes stay documents of their own. */
  private static final String[] SHAPES = {"", "list", "map"};

  private final Faults faults;
  private final Servers servers;
  private final PickyValidator picky;
  private final Releases releases;
  private final Effects effects;
  private final Ledger ledger;
  private final Forms forms;
  private final Tokens tokens;
  private final Stranger stranger;

  Environment(
      Faults faults,
      Servers servers,
      PickyValidator picky,
      Releases releases,
      Effects effects,
      Ledger ledger,
      Forms forms,
      Tokens tokens,
      Stranger stranger) {
    this.forms = forms;
    this.faults = faults;
    this.servers = servers;
    this.picky = picky;
    this.releases = releases;
    this.effects = effects;
    this.ledger = ledger;
    this.tokens = tokens;
    this.stranger = stranger;
  }

  /** Takes the step. Returns false if it is not a step of the environment. */
  boolean take(Op op, Browser browser, Dice dice) {
    return browser(op, browser, dice) || device(op, browser, dice) || server(op, dice);
  }

  private boolean browser(Op op, Browser browser, Dice dice) {
    Login login = browser.device().login();
    boolean nobody = login.isLeaving() || login.hasLeft();
    switch (op) {
      case OPEN_TAB -> {
        if (!nobody && browser.pages().size() < TABS) {
          browser.open();
        }
      }
      case CLOSE_TAB -> {
        if (!browser.pages().isEmpty()) {
          browser.close(browser.pages().get(dice.below(browser.pages().size())));
        }
      }
      case CRASH -> browser.crash();
      case REQUEST -> {
        if (!nobody) {
          browser.worker().write(dice.below(2), tokens.next());
        }
      }
      case MAKE -> {
        if (!nobody) {
          browser.worker().name(dice.below(2), dice, tokens.next());
        }
      }
      case NAME -> {
        if (!nobody) {
          browser.worker().names(Login.OWNER);
        }
      }
      case DAMAGE_REQUEST -> browser.worker().damage(dice);
      case STOP_WORKER -> browser.worker().stop();
      case OTHER_SUBJECT -> login.as("bob");
      case SIGN_IN -> {
        browser.signInAgain();
        browser.pages().forEach(Page::nudge);
      }
      case EVICT -> {
        effects.lost(browser.device());
        browser.evict();
        ledger.givenUp(browser.device());
        browser.forgets();
      }
      case DEPLOY -> {
        if (forms.latest() < SCHEMAS && servers.app() == null) {
          forms.release();
        }
      }
      case OLD_RELEASE -> releases.older(browser);
      case SHAPE -> browser.declare(SHAPES[dice.below(SHAPES.length)]);
      case VALUE -> browser.declare("value");
      case NEWER_RELEASE -> {
        if (!login.hasLeft()) {
          releases.newer(browser);
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean device(Op op, Browser browser, Dice dice) {
    switch (op) {
      case POWER_LOSS -> effects.losesPower(browser.device(), browser::losePower);
      case OFFLINE -> browser.plug(false, dice.chance(0.7));
      case ONLINE -> browser.plug(true, dice.chance(0.7));
      case FILL_DISK -> browser.fill(true);
      case FREE_DISK -> browser.fill(false);
      case CLOCK -> browser.device().jump((dice.next() - 0.5) * 6.3e11);
      case DAMAGE -> releases.damage(browser, dice);
      case WEATHER -> faults.set(dice.below(3));
      case CACHE -> browser.cache().breaks(dice.chance(0.6));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean server(Op op, Dice dice) {
    SyncServer server = servers.sync();
    switch (op) {
      case SERVER_CRASH -> server.crashAt(SyncServer.Crash.values()[1 + dice.below(2)]);
      case SERVER_DOWN -> server.power(false);
      case SERVER_UP -> server.power(true);
      case BACKUP -> server.backUp();
      case RESTORE -> server.restore(dice.chance(0.5));
      case COMPACT -> server.compact();
      case PICKY -> picky.pick(dice.chance(0.5));
      case STRANGER -> stranger.push(dice);
      case OTHERS -> {
        if (servers.rest() != null) {
          servers.rest().other(dice);
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }
}
