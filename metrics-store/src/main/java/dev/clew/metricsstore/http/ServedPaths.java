package dev.clew.metricsstore.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.RoutePathType;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The paths of a server by the methods that they take. The server knows them too, but does not tell
 * a wrong method from a wrong path where a service takes all that is left. Thread-safe.
 */
final class ServedPaths {
  /**
   * @param path segments, those of parameters empty
   */
  private record Served(List<String> path, Set<HttpMethod> methods) {
    boolean hasPath(List<String> asked) {
      boolean same = asked.size() == path.size();
      for (int i = 0; same && i < path.size(); i++) {
        String segment = path.get(i);
        boolean parameter = i > 0 && segment.isEmpty();
        same = parameter ? !asked.get(i).isEmpty() : segment.equals(asked.get(i));
      }
      return same;
    }
  }

  /** Read when it is first needed: then all routes are there. */
  private volatile @Nullable List<Served> all;

  /** The methods that the path of a request takes; none when nobody serves it. */
  Set<HttpMethod> methods(ServiceRequestContext ctx) {
    List<Served> known = all;
    if (known == null) {
      known = read(ctx.config().server());
      all = known;
    }
    List<String> path = List.of(ctx.path().split("/", -1));
    Set<HttpMethod> methods = new TreeSet<>();
    for (Served served : known) {
      if (served.hasPath(path)) {
        methods.addAll(served.methods());
      }
    }
    return methods;
  }

  private static List<Served> read(Server server) {
    List<Served> paths = new ArrayList<>();
    for (ServiceConfig config : server.serviceConfigs()) {
      Route route = config.route();
      boolean one =
          route.pathType() == RoutePathType.EXACT
              || route.pathType() == RoutePathType.PARAMETERIZED;
      if (one) {
        paths.add(new Served(segments(route.patternString()), route.methods()));
      }
    }
    return paths;
  }

  /** Of {@code /label/:name/values}; the first is what stands before the first slash. */
  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      segments.add(segment.startsWith(":") || segment.startsWith("{") ? "" : segment);
    }
    return segments;
  }
}
