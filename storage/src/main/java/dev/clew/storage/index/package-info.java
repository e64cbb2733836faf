/**
 * The index of a segment: Lucene with one document per block. Start here: {@link
 * dev.clew.storage.index.SegmentIndex}.
 *
 * <p>A document has two fields. {@code m} (binary doc values) is the block's summary, opaque here.
 * {@code t} (indexed, documents only, no norms) holds the block's distinct terms. The first byte of
 * a term is its kind:
 *
 * <pre>
 * w word                      a word of the default text, lower-case, at most 64 bytes
 *  * f name 0 value              a value of a field, lower-case, at most 48 bytes
 * f name 0 1 hash[5]          a longer value, one that looks like an ID, or one of very many
 * F name                      the field has values in the block that are not indexed
 * x name 0 type               the field has a value of this type (its code) in the block
 * </pre>
 *
 * Correlation IDs, and words of the default text that look like IDs, are in the {@link
 * dev.clew.storage.index.IdTable} instead: nearly all of them are unique, and there they take half
 * the space and a tenth of the time.
 *
 * <p>Hashes are the leading bits of {@link dev.clew.storage.column.Bytes#hash}; whoever finds a
 * block by one looks at its rows anyway.
 */
@NullMarked
package dev.clew.storage.index;

import org.jspecify.annotations.NullMarked;
