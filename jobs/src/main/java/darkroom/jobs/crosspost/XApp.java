package darkroom.jobs.crosspost;

import java.net.URI;

/**
 * Our app at X.
 *
 * @param uri base of the API, such as {@code https://api.x.com}
 * @param consumerKey which app it is
 * @param consumerSecret never shown
 */
public record XApp(URI uri, String consumerKey, String consumerSecret) {
    @Override
    public String toString() {
        return "XApp[" + uri + "]";
    }
}
