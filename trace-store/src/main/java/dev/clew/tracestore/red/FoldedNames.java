package dev.clew.tracestore.red;

/**
 * A service that has more operations than there is room for.
 *
 * @param spans counted under {@code other} for want of room, until none was for a while
 * @param series what the service holds
 */
public record FoldedNames(String service, long spans, int series) {}
