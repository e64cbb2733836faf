package dev.clew.metricsstore.index;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.clew.metricsstore.regex.ValueMatcher;
import dev.clew.metricsstore.series.LabelMatcher;
import java.time.Duration;
import java.util.function.Supplier;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * Keeps what matchers were made into and which series of an index they found: dashboards ask the
 * same again and again, and an index never changes. Thread-safe.
 */
public final class MatchCache {
  /** Each takes up to some 1.5 MiB, mostly a few KiB. */
  private static final int MATCHERS = 256;

  private static final long SERIES_BYTES = 16L << 20;

  /** Indexes that were merged away are not asked any more. */
  private static final Duration IDLE = Duration.ofMinutes(10);

  private final Cache<LabelMatcher, ValueMatcher> matchers =
      Caffeine.newBuilder().maximumSize(MATCHERS).expireAfterAccess(IDLE).build();
  private final Cache<Key, MutableRoaringBitmap> series =
      Caffeine.newBuilder()
          .maximumWeight(SERIES_BYTES)
          .weigher((Key key, MutableRoaringBitmap found) -> found.getSizeInBytes() + 128)
          .expireAfterAccess(IDLE)
          .build();

  /** Indexes and matchers are the same only when they are the very same. */
  private record Key(Object index, Object test, String name, boolean negated) {}

  /** The matcher, ready to be asked. */
  public ValueMatcher matcher(LabelMatcher matcher) {
    return matchers.get(matcher, ValueMatcher::of);
  }

  /** What the matcher finds in an index. Not to be changed. */
  MutableRoaringBitmap series(
      Object index, ValueMatcher matcher, Supplier<MutableRoaringBitmap> search) {
    Key key = new Key(index, matcher.test(), matcher.name(), matcher.negated());
    MutableRoaringBitmap known = series.getIfPresent(key);
    if (known == null) {
      known = search.get();
      series.put(key, known);
    }
    return known;
  }
}
