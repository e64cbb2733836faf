/**
 * Small operations on files that every store needs to survive a crash. Start here: {@link
 * dev.clew.storage.files.DurableFiles}.
 */
@NullMarked
package dev.clew.storage.files;

import org.jspecify.annotations.NullMarked;
