/** The HTTP API over log records. Start here: {@link dev.clew.logstore.http.LogApi}. */
@NullMarked
package dev.clew.logstore.http;

import org.jspecify.annotations.NullMarked;
