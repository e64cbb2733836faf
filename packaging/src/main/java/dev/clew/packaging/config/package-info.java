/**
 * The configuration file and environment, bound onto the records of the modules. Start here: {@link
 * dev.clew.packaging.config.ConfigBinder}.
 */
@NullMarked
package dev.clew.packaging.config;

import org.jspecify.annotations.NullMarked;
