/**
 * Puts the appliance together. Start here: {@code Main}, then {@code Appliance}, the only place
 * that wires.
 */
@NullMarked
package dev.clew.packaging;

import org.jspecify.annotations.NullMarked;
