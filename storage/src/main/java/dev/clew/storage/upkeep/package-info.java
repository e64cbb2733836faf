/**
 * What stores have done beside ingest and queries, and how much of the machine it may take. Start
 * here: {@link dev.clew.storage.upkeep.Maintenance}.
 */
@NullMarked
package dev.clew.storage.upkeep;

import org.jspecify.annotations.NullMarked;
