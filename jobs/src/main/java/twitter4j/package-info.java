/** One class of ours beside twitter4j's, for the door that its public API leaves shut. */
@NullMarked
package twitter4j;

import org.jspecify.annotations.NullMarked;
