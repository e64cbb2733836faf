import { clock, day, parts } from './format.ts';

/**
 * A time range as the URL has it: `now`, `now-15m`, or milliseconds since the epoch as digits. The
 * relative form moves with the clock; the absolute one is what "copy link" hands on.
 */
export interface RangeSpec {
  from: string;
  to: string;
}

/** A range resolved against a clock: milliseconds, `start` inclusive, `end` exclusive. */
export interface TimeRange {
  start: number;
  end: number;
}

export const DEFAULT_RANGE: RangeSpec = { from: 'now-1h', to: 'now' };

export const PRESETS: ReadonlyArray<{ label: string; spec: RangeSpec }> = [
  { label: 'Last 5 minutes', spec: last('5m') },
  { label: 'Last 15 minutes', spec: last('15m') },
  { label: 'Last 30 minutes', spec: last('30m') },
  { label: 'Last 1 hour', spec: last('1h') },
  { label: 'Last 3 hours', spec: last('3h') },
  { label: 'Last 6 hours', spec: last('6h') },
  { label: 'Last 12 hours', spec: last('12h') },
  { label: 'Last 24 hours', spec: last('24h') },
  { label: 'Last 2 days', spec: last('2d') },
  { label: 'Last 7 days', spec: last('7d') },
  { label: 'Last 20 days', spec: last('20d') },
];

const UNIT_MILLIS: Record<string, number> = { s: 1e3, m: 60e3, h: 3600e3, d: 86400e3, w: 604800e3 };

function last(span: string): RangeSpec {
  return { from: `now-${span}`, to: 'now' };
}

function instant(text: string, now: number): number | null {
  if (text === 'now') return now;
  const relative = /^now-(\d+)([smhdw])$/.exec(text);
  if (relative) return now - Number(relative[1]) * UNIT_MILLIS[relative[2]!]!;
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** The instants of a range; one that makes no sense becomes the default. */
export function resolve(spec: RangeSpec, now: number): TimeRange {
  const start = instant(spec.from, now);
  const end = instant(spec.to, now);
  if (start === null || end === null || start >= end) return resolve(DEFAULT_RANGE, now);
  return { start, end };
}

export function absolute(start: number, end: number): RangeSpec {
  const from = Math.floor(start);
  return { from: String(from), to: String(Math.max(from + 1, Math.ceil(end))) };
}

export function isRelative(spec: RangeSpec): boolean {
  return spec.from.startsWith('now') || spec.to.startsWith('now');
}

/** What the button says: `Last 1 hour`, or `12:03:00 – 12:41:30` with the day when it is another. */
export function label(spec: RangeSpec, now: number = Date.now()): string {
  const preset = PRESETS.find((p) => p.spec.from === spec.from && p.spec.to === spec.to);
  if (preset) return preset.label;
  const relative = /^now-(\d+)([smhdw])$/.exec(spec.from);
  if (relative && spec.to === 'now') return `Last ${relative[1]} ${unitName(relative[2]!, relative[1]!)}`;
  const until = /^now-(\d+)([smhdw])$/.exec(spec.to);
  if (relative && until) return `${agoWords(relative)} to ${agoWords(until)}`;
  const { start, end } = resolve(spec, now);
  return absoluteLabel(start, end, now);
}

function agoWords(side: RegExpExecArray): string {
  return `${side[1]} ${unitName(side[2]!, side[1]!)} ago`;
}

function unitName(unit: string, amount: string): string {
  const name = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' }[unit] ?? unit;
  return amount === '1' ? name : `${name}s`;
}

export function absoluteLabel(start: number, end: number, now: number): string {
  const today = day(now);
  const from = day(start) === today ? clock(start) : `${day(start)} ${clock(start)}`;
  const to = day(end) === day(start) ? clock(end) : `${day(end)} ${clock(end)}`;
  return `${from} – ${to}`;
}

const UNIT_WORDS: Array<[RegExp, string]> = [
  [/^(s|sec|secs|second|seconds)$/, 's'],
  [/^(m|min|mins|minute|minutes)$/, 'm'],
  [/^(h|hr|hrs|hour|hours)$/, 'h'],
  [/^(d|day|days)$/, 'd'],
  [/^(w|wk|week|weeks)$/, 'w'],
];

function unitOf(word: string): string | null {
  return UNIT_WORDS.find(([pattern]) => pattern.test(word))?.[1] ?? null;
}

/**
 * Reads what a person types: `last 2 hours`, `90m`, `yesterday`, `today`, `this week`,
 * `2 hours ago`, `10 minutes ago to 5 minutes ago`, `14:00 to 15:30`, `2026-11-20 12:00 - 13:00`, two pasted instants, or one instant
 * (five minutes either side). Null when it cannot be read.
 */
export function parseRange(input: string, now: number): RangeSpec | null {
  const text = input.trim().toLowerCase().replace(/\s+/g, ' ');
  if (text === '') return null;
  return relativePhrase(text) ?? namedPhrase(text, now) ?? absolutePhrase(input.trim(), now);
}

function relativePhrase(text: string): RangeSpec | null {
  const phrase = /^(?:(?:the )?(?:last|past|previous) )?(\d+|an?|one)? ?([a-z]+)$/.exec(text);
  if (!phrase) return null;
  const unit = unitOf(phrase[2]!);
  if (!unit) return null;
  const bare = phrase[1] === undefined;
  if (bare && !/^(the )?(last|past|previous)/.test(text)) return null;
  const amount = bare || /^(an?|one)$/.test(phrase[1]!) ? 1 : Number(phrase[1]);
  return amount > 0 ? last(`${amount}${unit}`) : null;
}

function namedPhrase(text: string, now: number): RangeSpec | null {
  const midnight = startOfDay(now);
  if (text === 'today') return { from: String(midnight), to: 'now' };
  if (text === 'yesterday') return absolute(startOfDay(midnight - 43200e3), midnight);
  if (text === 'this week') return { from: String(startOfWeek(midnight)), to: 'now' };
  if (text === 'now') return last('5m');
  const agoPhrase = /^(\d+|an?|one) ?([a-z]+) ago$/.exec(text);
  if (agoPhrase) {
    const unit = unitOf(agoPhrase[2]!);
    if (!unit) return null;
    const amount = /^\d+$/.test(agoPhrase[1]!) ? Number(agoPhrase[1]) : 1;
    return around(now - amount * UNIT_MILLIS[unit]!);
  }
  return null;
}

/** Five minutes before and after an instant. */
export function around(ms: number): RangeSpec {
  return absolute(ms - 300e3, ms + 300e3);
}

function absolutePhrase(text: string, now: number): RangeSpec | null {
  const sides = text.replace(/^(?:from|between) /i, '').split(/\s+(?:to|until|and|-|–|—)\s+|\s*(?:\.\.|–|—|→)\s*/i);
  if (sides.length === 1) {
    const single = parseInstant(text, now, null);
    return single === null ? null : around(single);
  }
  if (sides.length !== 2) return null;
  const relative = relativeSides(sides[0]!, sides[1]!);
  if (relative) return relative;
  const start = parseInstant(sides[0]!, now, null);
  if (start === null) return null;
  const end = /^now$/i.test(sides[1]!.trim()) ? now : parseInstant(sides[1]!, now, start);
  return end !== null && end > start ? absolute(start, end) : null;
}

/** `10 minutes ago to 5 minutes ago`, `now-2h to now-1h`, `2 hours ago to now`: such a range moves on. */
function relativeSides(first: string, second: string): RangeSpec | null {
  const from = ago(first);
  const to = /^now$/i.test(second.trim()) ? 'now' : ago(second);
  if (from === null || to === null) return null;
  const { start, end } = { start: instant(from, 0)!, end: instant(to, 0)! };
  return start < end ? { from, to } : null;
}

function ago(text: string): string | null {
  const trimmed = text.trim().toLowerCase();
  if (/^now-\d+[smhdw]$/.test(trimmed)) return trimmed;
  const phrase = /^(\d+|an?|one) ?([a-z]+) ago$/.exec(trimmed);
  const unit = phrase && unitOf(phrase[2]!);
  if (!unit) return null;
  return `now-${/^\d+$/.test(phrase[1]!) ? phrase[1] : 1}${unit}`;
}

/** One instant: Unix seconds to nanoseconds, RFC 3339, `2026-11-21 12:03`, `12:03:11.2`. */
export function parseInstant(text: string, now: number, sameDayAs: number | null): number | null {
  const trimmed = text.trim();
  if (/^\d{10}$/.test(trimmed)) return Number(trimmed) * 1000;
  if (/^\d{13}$/.test(trimmed)) return Number(trimmed);
  if (/^\d{16}$/.test(trimmed)) return Number(trimmed.slice(0, -3));
  if (/^\d{19}$/.test(trimmed)) return Number(trimmed.slice(0, -6));
  if (/(z|[+-]\d\d:?\d\d)$/i.test(trimmed) && /^\d{4}-\d\d-\d\d[t ]/i.test(trimmed)) {
    const parsed = Date.parse(trimmed.replace(' ', 'T'));
    return Number.isNaN(parsed) ? null : parsed;
  }
  const match =
    /^(?:(\d{4})-(\d\d)-(\d\d)(?:[ tT]+|$))?(?:(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?$/.exec(trimmed);
  if (!match || (match[1] === undefined && match[4] === undefined)) return null;
  const base = parts(sameDayAs ?? now);
  return zoned(
    match[1] ? [Number(match[1]), Number(match[2]), Number(match[3])] : [base.year, base.month, base.day],
    [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)],
    Number((match[7] ?? '').padEnd(3, '0').slice(0, 3) || 0),
  );
}

function zoned(date: number[], clockFields: number[], ms: number): number | null {
  const [year, month, dayOfMonth] = date as [number, number, number];
  const [hour, minute, second] = clockFields as [number, number, number];
  if (month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > 31) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const asUtc = Date.UTC(year, month - 1, dayOfMonth, hour, minute, second, ms);
  // Whatever zone is shown: find the instant whose fields, in that zone, are the ones typed.
  const shown = parts(asUtc);
  const shownAsUtc = Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute, shown.second, ms);
  return asUtc - (shownAsUtc - asUtc);
}

function startOfDay(ms: number): number {
  const p = parts(ms);
  return zoned([p.year, p.month, p.day], [0, 0, 0], 0) ?? ms;
}

function startOfWeek(midnight: number): number {
  const p = parts(midnight);
  const weekday = (new Date(Date.UTC(p.year, p.month - 1, p.day)).getUTCDay() + 6) % 7;
  return startOfDay(midnight - weekday * 86400e3 + 43200e3);
}

/** The same length of time, moved by a share of itself (`-0.5` is half back). */
export function shift(range: TimeRange, share: number): RangeSpec {
  const by = (range.end - range.start) * share;
  return absolute(range.start + by, range.end + by);
}

/** Twice as long around the same middle, not past `now`. */
export function zoomOut(range: TimeRange, now: number): RangeSpec {
  const length = range.end - range.start;
  const end = Math.min(now, range.end + length / 2);
  return absolute(end - length * 2, end);
}
