package dev.holdfast.verify.sim;

import dev.holdfast.verify.sim.ground.Dice;
import dev.holdfast.verify.sim.page.Browser;
import dev.holdfast.verify.sim.page.Page;
import java.util.List;

/** Executes the steps of a scenario. A step that is impossible in the current state is skipped. */
final class Actions {
  private final List<Browser> browsers;
  private final Environment environment;
  private final Person person;

  Actions(List<Browser> browsers, Environment environment, Person person) {
    this.browsers = browsers;
    this.environment = environment;
    this.person = person;
  }

  void take(Step step) {
    Browser browser = browsers.get(step.device() % browsers.size());
    Dice dice = new Dice(step.pick());
    if (!environment.take(step.op(), browser, dice) && !browser.pages().isEmpty()) {
      Page page = browser.pages().get(dice.below(browser.pages().size()));
      if (page.isReady()) {
        person.take(step.op(), browser, page, dice);
      }
    }
  }
}
