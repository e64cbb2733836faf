/** Keeps what parts report. Start here: {@link dev.clew.packaging.health.IncidentBook}. */
@NullMarked
package dev.clew.packaging.health;

import org.jspecify.annotations.NullMarked;
