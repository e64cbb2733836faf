/**
 * The index of a segment: Lucene with one document per block. Start here: {@link
 * dev.clew.storage.index.SegmentIndex}.
 *
 * <p>A document has three fields. {@code m} (binary doc values) is the block's summary, opaque
 * here. {@code t} (indexed, documents only, no norms) holds the block's distinct terms. The first
 * byte of a term is its kind:
 *
 * <pre>
 * w word                      a word of the default text, lower-case, at most 64 bytes; also an
 *                             IPv4 address, and (since version 2) three numbers with dots between.
 *                             Since version 4 a word is what WordCharacters says, and scripts
 *                             without blanks have pairs of characters instead; before, all bytes
 *                             beyond ASCII were letters, and a UUID was one word
 * a address[16]               an IPv6 address of the default text (since version 2)
 * f name 0 value              a value of a field, lower-case, at most 48 bytes
 * f name 0 1 hash[5]          a longer value, one that looks like an ID, one of very many, or
 *                             (since version 2) one that only its lower case has made ASCII
 * F name                      the field has values in the block that are not indexed
 * x name 0 type               the field has a value of this type (its code) in the block
 * </pre>
 *
 * {@code c} (since version 3; indexed with frequencies, no norms) holds the {@code x} terms once
 * more, and as their frequency the number of rows that have the field.
 *
 * <p>Since version 5 the name of an {@code f}, {@code F} or {@code x} term may be the path of a
 * value within a list or map.
 *
 * <p>The version of the terms stands under {@code terms} in the user data of Lucene's commit; none
 * means 1. A merged segment has the least version of its sources. What a version lacks rules out no
 * block.
 *
 * <p>Correlation IDs, and words of the default text that look like IDs, are in the {@link
 * dev.clew.storage.index.IdTable} instead: nearly all of them are unique, and there they take half
 * the space and a tenth of the time.
 *
 * <p>Hashes are the leading bits of {@link dev.clew.storage.bytes.Bytes#hash}; whoever finds a
 * block by one looks at its rows anyway.
 */
@NullMarked
package dev.clew.storage.index;

import org.jspecify.annotations.NullMarked;
