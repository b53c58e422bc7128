/**
 * People: accounts, sessions, and who follows whom.
 *
 * <p>Imported by the web tier and the composition root; imports {@code shards}. A person lives on
 * the shard of their name, which makes the name unique without a table of all names. What concerns
 * two people is written on one's shard and then on the other's; each half can be repeated.
 */
@NullMarked
package darkroom.jobs.people;

import org.jspecify.annotations.NullMarked;
