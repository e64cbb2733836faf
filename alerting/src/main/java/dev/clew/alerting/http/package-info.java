/** Rules and alerts over HTTP. Start here: {@link dev.clew.alerting.http.AlertingApi}. */
@NullMarked
package dev.clew.alerting.http;

import org.jspecify.annotations.NullMarked;
