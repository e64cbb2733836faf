package dev.clew.alerting.template;

import java.util.Map;

/** What {@code query} gives to a template: {@code .Labels.job} and {@code .Value}. */
record QuerySample(Map<String, String> labels, double value) {}
