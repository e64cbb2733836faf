package dev.clew.model.seam;

import dev.clew.model.otlp.PointLimits;

/**
 * What the metrics store would take, asked before a request is answered, so that the answer can say
 * what is not going to be stored. Thread-safe.
 */
public interface MetricAdmission {
  /** Takes everything. */
  MetricAdmission EVERYTHING =
      new MetricAdmission() {
        @Override
        public PointLimits limits() {
          return PointLimits.NONE;
        }

        @Override
        public Refused refused(byte[] otlp, int offset, int length, boolean doubtful) {
          return Refused.NOTHING;
        }
      };

  /**
   * Points of a request that have no room.
   *
   * @param points how many
   * @param reason why the first of them has none, without a full stop; empty when all have
   * @param remedy what to change, a whole sentence
   */
  record Refused(long points, String reason, String remedy) {
    public static final Refused NOTHING = new Refused(0, "", "");
  }

  /** What each point has to keep, at this moment. */
  PointLimits limits();

  /**
   * Which points of a well-formed {@code ExportMetricsServiceRequest} the store has no room for. As
   * long as it is far from its limit on series this costs nothing.
   *
   * @param doubtful whether something in the request is near a limit on labels, so that it has to
   *     be translated to know
   */
  Refused refused(byte[] otlp, int offset, int length, boolean doubtful);
}
