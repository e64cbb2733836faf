/** What tests share: contract suites, a faulty file system, a clock that is moved by hand. */
@NullMarked
package dev.clew.testkit;

import org.jspecify.annotations.NullMarked;
