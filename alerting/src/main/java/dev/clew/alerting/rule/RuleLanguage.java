package dev.clew.alerting.rule;

/** In which language the expressions of a group are written. */
public enum RuleLanguage {
  /** PromQL over metrics; what a group without a {@code type} has. */
  PROMQL,
  /** LogQL metric queries over logs, as in the rule files of Loki. */
  LOGQL;

  /** As it is written in a rule file. */
  public String id() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
