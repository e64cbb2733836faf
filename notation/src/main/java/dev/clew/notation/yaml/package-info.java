/** YAML from outside, within bounds. Start here: {@link dev.clew.notation.yaml.YamlBounds}. */
@NullMarked
package dev.clew.notation.yaml;

import org.jspecify.annotations.NullMarked;
