/** All services and one service. Start here: {@link dev.clew.ui.services.ServicesView}. */
@NullMarked
package dev.clew.ui.services;

import org.jspecify.annotations.NullMarked;
