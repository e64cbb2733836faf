/**
 * Tells people: grouping, delivery with retries, and the log of what was told. Start here: {@link
 * dev.clew.alerting.notify.Notifier}.
 */
@NullMarked
package dev.clew.alerting.notify;

import org.jspecify.annotations.NullMarked;
