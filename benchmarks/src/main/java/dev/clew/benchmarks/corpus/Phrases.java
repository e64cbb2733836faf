package dev.clew.benchmarks.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What services say: patterns of their own over their nouns, and what every service says. */
final class Phrases {
  private static final String[] OWN = {
    "Created {noun} {hex12} for user {user}",
    "Loaded {n} {noun}s in {ms} ms",
    "Updated {noun} {hex12}: status {state} -> {state}",
    "Validating {noun} {hex12}",
    "{Noun} {hex12} accepted after {ms} ms",
    "Skipping {noun} {hex12}, already processed by {host}",
    "Recalculated {noun} totals: {money} {currency} net, {money} {currency} gross",
    "Resolved {noun} for sku {sku} in warehouse {word}",
    "No {noun} found for user {user}, falling back to defaults",
    "Enqueued {noun} {uuid} on {topic}",
    "{Noun} sync finished: {n} added, {n} updated, {n} removed in {ms} ms",
    "Applying rule '{word}-{word}' to {noun} {hex12}",
    "Assigned {noun} {hex12} to partition {small}",
    "Merged {n} duplicate {noun}s of user {user}",
    "Refreshing {noun} projection up to sequence {big}",
    "Expiring {noun} {hex12} after {n} minutes",
    "Selected {noun} variant {word} (score 0.{n}) for user {user}",
    "Checked {n} {noun}s against policy {word}, {small} rejected",
    "Sending {noun} summary to {email}",
    "Compensating {noun} {hex12} because step {word} was cancelled",
    "{Noun} {hex12} moved from {country} to {country}",
    "Persisted snapshot of {noun} {uuid} ({bytes} bytes)",
    "Rendering {noun} page for locale {locale} took {ms} ms",
    "Computed {n} candidate {noun}s for sku {sku}, kept {small}",
    "Imported {noun} feed {word}.csv: {n} lines, {small} malformed",
    "Throttling {noun} updates from {ip}: {n} in the last minute",
    "Reindexed {noun} {sku} with {n} terms",
    "Discount {word} lowers {noun} price by {small} percent",
    "Archived {noun}s older than {small} days, freed {bytes} bytes",
    "Experiment {word} assigned bucket {small} to session {session}",
    "Handing {noun} {hex12} over to {host}:{port}",
    "Parsed {noun} document v{version} with {n} fields",
    "Locking {noun} {hex12} for {ms} ms",
    "Released lock on {noun} {hex12}, waiters={small}",
    "Geo lookup of {ip} gave {country}, {noun} region is {word}",
    "Scheduling {noun} follow-up in {n} s",
    "User {user} changed {noun} preference {word} to {bool}",
    "{Noun} cache warmed with {n} entries ({bytes} bytes)",
    "Deduplicated {noun} event {uuid}, first seen on {host}",
    "Ranking {noun}s with model {word}-{version} took {ms} ms"
  };
  private static final String[] ACCESS = {
    "{method} {path} {status} {ms}ms {bytes}B",
    "{ip} - - \"{method} {path} HTTP/1.1\" {status} {bytes} \"-\" \"Mozilla/5.0 (X11; Linux x86_64)\"",
    "Completed {method} {path} with status {status} in {ms} ms"
  };
  private static final String[] CALLS = {
    "Calling {url}",
    "Response {status} from {url} in {ms} ms",
    "Retrying {url} after {ms} ms, attempt {small}"
  };
  private static final String[] DATABASE = {
    "select t.id, t.version, t.payload from {table} t where t.id = '{hex12}' limit {small}",
    "Query on {table} returned {n} rows in {ms} ms",
    "insert into {table} (id, user_id, amount) values ('{uuid}', '{user}', {money})",
    "Transaction committed on {table}: {small} statements, {ms} ms"
  };
  private static final String[] MESSAGING = {
    "Published record to {topic}-{small} at offset {big}",
    "Consumed {n} records from {topic}-{small}, lag {n}"
  };
  private static final String[] CACHE = {
    "Cache hit for product:{sku}", "Cache miss for user:{user}, loading from database"
  };
  private static final String[] RUNTIME = {
    "GC pause (G1 Evacuation Pause) {small}.{n} ms, heap {n}M -> {n}M",
    "HikariPool-1 - Pool stats (total={small}, active={small}, idle={small}, waiting=0)",
    "Health check of {word} passed in {ms} ms",
    "[Consumer clientId=consumer-{small}, groupId={word}] Resetting the last seen epoch of partition"
        + " {topic}-{small} to {n}",
    "Scheduled job {word}-cleanup finished, {n} rows removed",
    "Refreshed credentials of {word}, valid for {n} s",
    "Heartbeat from {host}, load {small}.{n}, uptime {big} s",
    "Reloaded configuration {word}.yaml, {small} keys changed"
  };
  static final String[] WARNINGS = {
    "Slow query on {table}: {slow} ms",
    "Stock of sku {sku} is low: {small} left",
    "Rate limit near for client {ip}: {n} requests in the last minute",
    "Response of {url} took {slow} ms, which is above the budget",
    "Connection pool is nearly exhausted: active={n} idle=0 waiting={small}",
    "Ignoring unknown field {word} in message of {topic}",
    "Token of user {user} expires in {n} s",
    "Deprecated parameter {word} used by {ip}"
  };
  static final String[] FAILURES = {
    "Payment of order {order} failed after {slow} ms",
    "Cannot reserve stock of sku {sku} for order {order}",
    "Request {request} failed: upstream {url} answered 503",
    "Unhandled exception in session {session} of user {user}",
    "Cannot write to {table}: deadlock detected, process {n} waits for process {n}",
    "Message at {topic}-{small} offset {big} cannot be deserialized",
    "Timeout after {slow} ms while calling {url}"
  };
  static final String VERY_RARE = "Quorum lost on shard {small}: electing a new leader near {host}";
  static final String RARE = "Certificate of {host} expires in {n} days";

  private Phrases() {}

  /** All that a service says in its normal course, the most frequent first. */
  static List<Template> of(String[] nouns, int loggers, Draw draw) {
    List<Template> templates = new ArrayList<>();
    addAll(templates, Template.Kind.ACCESS, 0, ACCESS);
    addAll(templates, Template.Kind.CALL, 1 % loggers, CALLS);
    addAll(templates, Template.Kind.DATABASE, 2 % loggers, DATABASE);
    addAll(templates, Template.Kind.MESSAGING, 3 % loggers, MESSAGING);
    addAll(templates, Template.Kind.CACHE, 1 % loggers, CACHE);
    for (int i = 0; i < 18; i++) {
      String noun = draw.pick(nouns);
      String text =
          draw.pick(OWN)
              .replace("{noun}", noun)
              .replace("{Noun}", noun.substring(0, 1).toUpperCase(Locale.ROOT) + noun.substring(1));
      templates.add(Template.of(Template.Kind.OWN, draw.between(0, loggers - 1), text));
    }
    for (int i = templates.size() - 1; i > 0; i--) {
      java.util.Collections.swap(templates, i, draw.between(0, i));
    }
    return templates;
  }

  static List<Template> runtime() {
    List<Template> templates = new ArrayList<>();
    addAll(templates, Template.Kind.RUNTIME, 0, RUNTIME);
    return templates;
  }

  static List<Template> all(Template.Kind kind, String... texts) {
    List<Template> templates = new ArrayList<>();
    addAll(templates, kind, 0, texts);
    return templates;
  }

  private static void addAll(
      List<Template> templates, Template.Kind kind, int logger, String... texts) {
    for (String text : texts) {
      templates.add(Template.of(kind, logger, text));
    }
  }
}
