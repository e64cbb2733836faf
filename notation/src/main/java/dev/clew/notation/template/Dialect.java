package dev.clew.notation.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What templates of one place may use besides the language, and how much. Immutable.
 *
 * @param functions by name, Go's own among them
 * @param data what the dot and {@code $} are at first
 * @param variables further ones that are defined before the template, by name with {@code $}
 * @param <C> what templates are filled in from
 */
public record Dialect<C>(
    Map<String, Body<C>> functions,
    Function<C, @Nullable Object> data,
    Map<String, Function<C, @Nullable Object>> variables,
    Limits limits) {

  /** What a function does. */
  @FunctionalInterface
  public interface Body<C> {
    /**
     * @throws FunctionException when it refuses its arguments
     */
    @Nullable Object apply(Call<C> call);
  }

  /**
   * Bounds of one rendering.
   *
   * @param longest characters of the output, and of any text that a function takes or makes
   * @param made characters of all those texts together: variables may keep them
   * @param steps of nodes that are run; templates that call others twice double with every level
   */
  public record Limits(int longest, long made, int steps) {}

  public Dialect {
    Map<String, Body<C>> all = new HashMap<>();
    Builtins.addTo(all);
    all.putAll(functions);
    functions = Map.copyOf(all);
    variables = new LinkedHashMap<>(variables);
  }

  List<String> variableNames() {
    List<String> names = new ArrayList<>(variables.keySet());
    names.addFirst("$");
    return names;
  }
}
