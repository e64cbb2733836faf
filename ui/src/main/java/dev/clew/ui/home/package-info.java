/**
 * The first page: how to send data, then what is wrong now. Start here: {@link
 * dev.clew.ui.home.HomeView}.
 */
@NullMarked
package dev.clew.ui.home;

import org.jspecify.annotations.NullMarked;
