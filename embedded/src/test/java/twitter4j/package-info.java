/** A way to twitter4j's request signer for tests. */
@NullMarked
package twitter4j;

import org.jspecify.annotations.NullMarked;
