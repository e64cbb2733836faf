/** Searches that people gave a name. Start here: {@link dev.clew.packaging.saved.SavedSearches}. */
@NullMarked
package dev.clew.packaging.saved;

import org.jspecify.annotations.NullMarked;
