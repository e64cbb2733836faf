package dev.clew.alerting.evaluation;

import dev.clew.alerting.rule.RuleGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One group at work. It is due at multiples of its interval, shifted by a hash of its name so that
 * groups do not all ask at once; after a restart it goes on in the same rhythm.
 */
final class GroupRunner {
  private final RuleGroup group;
  private final Duration interval;
  private final Duration queryOffset;
  private final List<RuleRunner> rules;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile @Nullable Instant lastEvaluation;
  private volatile double evaluationSeconds;
  private final AtomicLong missed = new AtomicLong();

  /** Written by the engine's thread only. */
  private Instant due;

  GroupRunner(
      RuleGroup group,
      Duration interval,
      Duration queryOffset,
      List<RuleRunner> rules,
      Instant now) {
    this.group = group;
    this.interval = interval;
    this.queryOffset = queryOffset;
    this.rules = List.copyOf(rules);
    this.due = aligned(now);
  }

  /** The first instant of the group's rhythm that is not before {@code now}. */
  private Instant aligned(Instant now) {
    long step = interval.toMillis();
    long shift = Math.floorMod(mix(group.key().hashCode()), step);
    long last = Math.floorDiv(now.toEpochMilli() - shift, step) * step + shift;
    return Instant.ofEpochMilli(last == now.toEpochMilli() ? last : last + step);
  }

  /** Spreads the few bits that names of groups differ in. */
  private static long mix(int hash) {
    long mixed = hash * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 32);
  }

  RuleGroup group() {
    return group;
  }

  List<RuleRunner> rules() {
    return rules;
  }

  /**
   * Claims the evaluation that is due; null when none is, or the one before still runs. A claim is
   * followed by {@link #evaluate}.
   */
  @Nullable Instant claim(Instant now) {
    if (Duration.between(now, due).compareTo(interval) > 0) {
      due = aligned(now); // the clock was set back: waiting for it would be hours without alerts
    }
    if (now.isBefore(due) || !running.compareAndSet(false, true)) {
      return null;
    }
    long late = Duration.between(due, now).toMillis() / interval.toMillis();
    missed.addAndGet(late);
    Instant time = due.plusMillis(late * interval.toMillis());
    due = time.plus(interval);
    return time;
  }

  /** Evaluates all rules in order and answers what is to be stored. */
  List<SeriesPoint> evaluate(Instant time) {
    long start = System.nanoTime();
    List<SeriesPoint> points = new ArrayList<>();
    for (RuleRunner rule : rules) {
      points.addAll(rule.evaluate(time, queryOffset));
    }
    lastEvaluation = time;
    evaluationSeconds = (System.nanoTime() - start) / 1e9;
    return points;
  }

  /** Gives the claim back. */
  void release() {
    running.set(false);
  }

  boolean isRunning() {
    return running.get();
  }

  long missed() {
    return missed.get();
  }

  @Nullable Instant lastEvaluation() {
    return lastEvaluation;
  }

  GroupStatus status() {
    return new GroupStatus(
        group,
        interval,
        lastEvaluation,
        evaluationSeconds,
        missed.get(),
        rules.stream().map(RuleRunner::status).toList());
  }
}
