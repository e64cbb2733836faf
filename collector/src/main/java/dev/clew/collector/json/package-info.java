/**
 * JSON read as a stream: nothing of it is kept that was not asked for. Start here: {@link
 * dev.clew.collector.json.JsonReader}.
 */
@NullMarked
package dev.clew.collector.json;

import org.jspecify.annotations.NullMarked;
