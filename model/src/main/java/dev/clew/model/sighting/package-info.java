/** What a look for an ID finds in a store, counted and by columns, and how it is chosen from. */
@NullMarked
package dev.clew.model.sighting;

import org.jspecify.annotations.NullMarked;
