package dev.clew.logstore.pipeline;

/**
 * A label that a parser takes from one place of the text.
 *
 * @param label the name it gets
 * @param expression where it is found
 */
public record Extraction(String label, String expression) {}
