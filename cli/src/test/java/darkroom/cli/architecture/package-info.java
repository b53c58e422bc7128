/**
 * The rules that all modules keep: which module and package may know which, and what no class does.
 *
 * <p>They stand here because {@code cli} alone sees every module. A rule is a {@link
 * darkroom.cli.architecture.Law}: it comes with a planted violation, so that no rule can be added
 * that would catch nothing. Nothing imports this package.
 */
@NullMarked
package darkroom.cli.architecture;

import org.jspecify.annotations.NullMarked;
