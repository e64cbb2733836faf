package dev.clew.ui;

import com.vaadin.flow.router.Route;
import com.vaadin.flow.router.RouteAlias;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses that pages and their files have. Flow would answer any address, and begin a session
 * for it.
 */
final class KnownPaths {

  private static final String BUNDLE = "META-INF/VAADIN/webapp/VAADIN/build/";

  private final List<String[]> templates;

  /**
   * @param views classes with routes
   */
  KnownPaths(List<Class<?>> views) {
    templates =
        views.stream()
            .flatMap(view ->
                Stream.concat(
                    Stream.of(view.getAnnotation(Route.class)).map(Route::value),
                    Arrays.stream(view.getAnnotationsByType(RouteAlias.class))
                        .map(RouteAlias::value)))
            .map(template -> template.split("/", -1))
            .toList();
  }

  /**
   * Whether a page has the path.
   *
   * @param path without the slash at its beginning
   */
  boolean isPage(String path) {
    String[] segments = path.split("/", -1);
    return templates.stream().anyMatch(template -> matches(template, segments));
  }

  private static boolean matches(String[] template, String[] segments) {
    if (template.length != segments.length) {
      return false;
    }
    for (int i = 0; i < template.length; i++) {
      boolean met =
          template[i].startsWith(":") ? !segments[i].isEmpty() : template[i].equals(segments[i]);
      if (!met) {
        return false;
      }
    }
    return true;
  }

  /** Whether the bundle has the file. */
  boolean isBundled(String name) {
    return name.matches("[A-Za-z0-9_-][A-Za-z0-9_.-]*")
        && KnownPaths.class.getClassLoader().getResource(BUNDLE + name) != null;
  }
}
