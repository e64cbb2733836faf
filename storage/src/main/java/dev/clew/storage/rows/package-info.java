/**
 * What logs and spans are to whoever asks: rows of typed fields, questions about them and their
 * answers, apart from how they are stored. Start here: {@link dev.clew.storage.rows.RowSchema}.
 */
@NullMarked
package dev.clew.storage.rows;

import org.jspecify.annotations.NullMarked;
