/**
 * A load of which every record is counted. Start here: {@link dev.clew.testkit.load.CountedLoad}.
 */
@NullMarked
package dev.clew.testkit.load;

import org.jspecify.annotations.NullMarked;
