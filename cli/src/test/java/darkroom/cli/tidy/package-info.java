/**
 * What the text of the checkout keeps, where no compiler looks: lengths, headers, links, words.
 *
 * <p>Each {@link darkroom.cli.tidy.Check} is proven on planted files before it is run on ours. It
 * reads the files of the checkout and nothing else: no git, no network. Nothing imports this
 * package.
 */
@NullMarked
package darkroom.cli.tidy;

import org.jspecify.annotations.NullMarked;
