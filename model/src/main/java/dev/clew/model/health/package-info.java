/**
 * What parts say when something is wrong with them. Start here: {@link
 * dev.clew.model.health.Incidents}.
 */
@NullMarked
package dev.clew.model.health;

import org.jspecify.annotations.NullMarked;
