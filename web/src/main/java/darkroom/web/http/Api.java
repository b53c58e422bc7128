package darkroom.web.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import java.util.function.Function;

/** Where each subject adds its routes. Every route says who may call it; there is no default. */
public final class Api {
    private final RoutesConfig routes;

    /** Adds to {@code routes}. */
    public Api(RoutesConfig routes) {
        this.routes = routes;
    }

    /** A route to read, by GET and HEAD. */
    public Api get(String path, Access access, Handler handler) {
        routes.get(path, handler, access);
        // Left to itself Javalin answers HEAD with 200 wherever a GET exists, without asking it.
        routes.head(path, handler, access);
        return this;
    }

    /** A route to add something. */
    public Api post(String path, Access access, Handler handler) {
        routes.post(path, handler, access);
        return this;
    }

    /** A route to make something so; calling it again changes nothing. */
    public Api put(String path, Access access, Handler handler) {
        routes.put(path, handler, access);
        return this;
    }

    /** A route to make something not so; calling it again changes nothing. */
    public Api delete(String path, Access access, Handler handler) {
        routes.delete(path, handler, access);
        return this;
    }

    /** What to answer where a handler throws {@code exception}. */
    public <E extends Exception> Api problem(Class<E> exception, Function<E, Problem> problem) {
        routes.exception(exception, (e, context) -> problem.apply(e).write(context));
        return this;
    }
}
