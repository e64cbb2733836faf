package dev.clew.alerting.rule;

import java.util.List;

/**
 * One rule file that was read without a fault.
 *
 * @param name as people see it: the path below the rule directory
 */
public record RuleFile(String name, List<RuleGroup> groups) {}
