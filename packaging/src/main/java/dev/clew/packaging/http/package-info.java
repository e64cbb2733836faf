/**
 * The front door: one port for the browser, the query APIs and the reports about the appliance.
 * Start here: {@link dev.clew.packaging.http.FrontDoor}.
 */
@NullMarked
package dev.clew.packaging.http;

import org.jspecify.annotations.NullMarked;
