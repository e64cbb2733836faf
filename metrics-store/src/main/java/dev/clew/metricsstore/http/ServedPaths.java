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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The paths of a server by the methods that they take. The server knows them too, but does not tell
 * a wrong method from a wrong path where a service takes all that is left. Thread-safe.
 */
final class ServedPaths {
  private record Served(Pattern path, Set<HttpMethod> methods) {}

  /** Read when it is first needed: then all routes are there. */
  private volatile @Nullable List<Served> all;

  /** The methods that the path of a request takes; none when nobody serves it. */
  Set<HttpMethod> methods(ServiceRequestContext ctx) {
    List<Served> known = all;
    if (known == null) {
      known = read(ctx.config().server());
      all = known;
    }
    Set<HttpMethod> methods = new TreeSet<>();
    for (Served served : known) {
      if (served.path().matcher(ctx.path()).matches()) {
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
        paths.add(new Served(pattern(route.patternString()), route.methods()));
      }
    }
    return paths;
  }

  /** {@code /label/:name/values} */
  private static Pattern pattern(String path) {
    StringBuilder expression = new StringBuilder();
    for (String segment : path.split("/", -1)) {
      boolean parameter = segment.startsWith(":") || segment.startsWith("{");
      expression.append(expression.isEmpty() && segment.isEmpty() ? "" : "/");
      expression.append(parameter ? "[^/]+" : Pattern.quote(segment));
    }
    return Pattern.compile(expression.toString());
  }
}
