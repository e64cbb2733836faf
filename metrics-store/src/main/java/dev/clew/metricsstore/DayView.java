package dev.clew.metricsstore;

import dev.clew.metricsstore.head.Epoch;
import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.index.ValueMatcher;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/** One day as one query sees it: what is on disk and what is not yet. */
record DayView(long day, List<Epoch> epochs) {

  /** Numbers of the day's series that all matchers want. */
  RoaringBitmap match(List<ValueMatcher> matchers) {
    RoaringBitmap found = new RoaringBitmap();
    for (Epoch epoch : epochs) {
      List<LabelSet> series = epoch.newSeries();
      for (int i = 0; i < series.size(); i++) {
        if (matches(series.get(i), matchers)) {
          found.add(epoch.firstNewSeries() + i);
        }
      }
    }
    return found;
  }

  LabelSet labels(int id) {
    for (Epoch epoch : epochs) {
      int i = id - epoch.firstNewSeries();
      if (i >= 0 && i < epoch.newSeries().size()) {
        return epoch.newSeries().get(i);
      }
    }
    throw new IllegalStateException("BUG: series " + id + " is not in day " + day);
  }

  private static boolean matches(LabelSet labels, List<ValueMatcher> matchers) {
    for (ValueMatcher matcher : matchers) {
      if (!matcher.matches(labels.value(matcher.name()))) {
        return false;
      }
    }
    return true;
  }
}
