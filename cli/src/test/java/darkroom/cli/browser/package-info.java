/** The dashboard in a real browser: what is seen, by keyboard, and by whom it can be used. */
@NullMarked
package darkroom.cli.browser;

import org.jspecify.annotations.NullMarked;
