/**
 * A file system that fails as disks and machines do: a write that finds no space, a force that is
 * refused, a power failure that keeps only what was forced. Start here: {@link
 * dev.clew.testkit.faults.FaultyFiles}.
 */
@NullMarked
package dev.clew.testkit.faults;

import org.jspecify.annotations.NullMarked;
