package darkroom.web.dashboard.access;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import java.util.ArrayList;
import java.util.List;

/** Where the dashboard's routes are added, each with whom it is for; and which there are. */
public final class Routes {
    private final RoutesConfig routes;
    private final List<Route> all = new ArrayList<>();

    /** Adds to {@code routes}. */
    public Routes(RoutesConfig routes) {
        this.routes = routes;
    }

    /** One of them. */
    public record Route(String method, String path, AllowedTo allowedTo) {}

    /** A page: nothing changes by it. */
    public Routes get(String path, AllowedTo allowedTo, Handler handler) {
        routes.get(path, handler, allowedTo);
        // Left to itself Javalin answers HEAD with 200 wherever a GET exists, without asking it.
        routes.head(path, handler, allowedTo);
        all.add(new Route("GET", path, allowedTo));
        return this;
    }

    /** What changes something. */
    public Routes post(String path, AllowedTo allowedTo, Handler handler) {
        routes.post(path, handler, allowedTo);
        all.add(new Route("POST", path, allowedTo));
        return this;
    }

    /** All that were added. */
    public List<Route> all() {
        return List.copyOf(all);
    }
}
