package darkroom.web.http;

import java.util.Map;

/** Headers on every answer, errors of the server itself included. */
public final class SecurityHeaders {
    /** By name. There is no CORS header: no other origin may read an answer. */
    public static final Map<String, String> ALL =
            Map.of(
                    "X-Content-Type-Options", "nosniff",
                    "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
                    "Referrer-Policy", "no-referrer",
                    "Cache-Control", "no-store");

    private SecurityHeaders() {}
}
