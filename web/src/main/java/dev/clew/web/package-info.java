/**
 * What the modules' HTTP APIs share: parameters, answers and errors as {@code docs/http-api.md}
 * defines them. Start here: {@link dev.clew.web.JsonApi}.
 */
@NullMarked
package dev.clew.web;

import org.jspecify.annotations.NullMarked;
