/**
 * The operations on files that the store is built from. Start here: {@link
 * dev.clew.metricsstore.files.StoreFiles}.
 */
@NullMarked
package dev.clew.metricsstore.files;

import org.jspecify.annotations.NullMarked;
