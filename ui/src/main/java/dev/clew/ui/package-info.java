/**
 * What people see in a browser. Start here: {@link dev.clew.ui.UiServer} runs Vaadin Flow in a
 * loopback servlet container, {@link dev.clew.ui.UiProxy} puts it behind the front door, and each
 * page is one Lit element under {@code src/main/frontend} that reads Clew's HTTP API.
 */
@NullMarked
package dev.clew.ui;

import org.jspecify.annotations.NullMarked;
