package dev.clew.alerting.rule;

import dev.clew.alerting.template.Template;
import java.time.Duration;
import java.util.Map;

/** A rule as its file defines it. */
public sealed interface Rule {
  /** Of the alert, or of the recorded metric. */
  String name();

  String expression();

  /** The group's labels included. */
  Map<String, Template> labels();

  /** Stores the expression's result under another name. */
  record Recording(String name, String expression, Map<String, Template> labels) implements Rule {}

  /**
   * Is active while its expression gives series.
   *
   * @param holdFor how long before it fires
   * @param keepFiringFor how long it goes on firing when the series are gone
   */
  record Alerting(
      String name,
      String expression,
      Duration holdFor,
      Duration keepFiringFor,
      Map<String, Template> labels,
      Map<String, Template> annotations)
      implements Rule {}
}
