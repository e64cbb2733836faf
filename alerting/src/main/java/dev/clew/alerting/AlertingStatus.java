package dev.clew.alerting;

import dev.clew.alerting.evaluation.GroupStatus;
import dev.clew.alerting.evaluation.Transition;
import dev.clew.alerting.notify.Notification;
import dev.clew.alerting.rule.RuleFileError;
import java.util.List;
import java.util.Map;

/**
 * How alerting fares.
 *
 * @param groups in the order of the files
 * @param fileErrors faults of rule files; what such a file last said correctly stays in force
 * @param notifications outstanding ones first, then the finished, newest first
 * @param transitions state changes of alerts, newest last
 * @param evaluations of single rules since the start
 * @param evaluationFailures since the start
 * @param missedEvaluations of groups, since the start, because one before took too long
 * @param refusedPoints of rules' series that a full buffer refused, since the start
 * @param notificationOutcomes since the start: {@code delivered}, {@code failed}, {@code retried}
 */
public record AlertingStatus(
    List<GroupStatus> groups,
    List<RuleFileError> fileErrors,
    List<Notification> notifications,
    List<Transition> transitions,
    int firing,
    int pending,
    long evaluations,
    long evaluationFailures,
    long missedEvaluations,
    long refusedPoints,
    Map<String, Long> notificationOutcomes) {}
