package dev.clew.alerting.notify;

import java.time.Instant;
import java.util.Set;

/**
 * What was last told in a conversation, or was given up to be told.
 *
 * @param firing fingerprint and start of each alert
 */
record LastNotification(Set<String> firing, Instant at) {}
