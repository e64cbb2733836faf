/**
 * Words of a text, and patterns over UTF-8 bytes. Index and scan share these rules, so that they
 * always agree. Start here: {@link dev.clew.storage.text.Tokenizer}.
 */
@NullMarked
package dev.clew.storage.text;

import org.jspecify.annotations.NullMarked;
