/**
 * The filter tree that every notation for logs and spans compiles to, and the search bar's
 * notation. Start here: {@link dev.clew.model.query.Filter} and {@link
 * dev.clew.model.query.SearchParser}.
 */
@NullMarked
package dev.clew.model.query;

import org.jspecify.annotations.NullMarked;
