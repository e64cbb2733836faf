/** The browser side: a Vaadin Flow shell around Lit elements that fetch from the HTTP API. */
@NullMarked
package dev.clew.ui;

import org.jspecify.annotations.NullMarked;
