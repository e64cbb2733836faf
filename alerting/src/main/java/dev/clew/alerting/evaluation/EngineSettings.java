package dev.clew.alerting.evaluation;

import dev.clew.alerting.template.TemplateContext;
import java.time.Duration;

/**
 * How rules are evaluated.
 *
 * @param interval of groups that set none
 * @param queryOffset of groups that set none
 * @param reloadInterval between two looks at the rule files
 * @param outageTolerance after a longer outage pending alerts begin anew
 */
public record EngineSettings(
    Duration interval,
    Duration queryOffset,
    Duration reloadInterval,
    Duration outageTolerance,
    TemplateContext.Site site) {}
