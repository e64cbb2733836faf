/** One function per kind of value, so that the same thing reads the same on every page. */

const NO_VALUE = '–';

function significant(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 100) return value.toFixed(0);
  if (magnitude >= 10) return trimZero(value.toFixed(1));
  return trimZero(value.toFixed(2));
}

function trimZero(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Nanoseconds as `1.24 ms`, `3.5 s`, `2 m 5 s`. */
export function duration(nanos: number | null | undefined): string {
  if (nanos === null || nanos === undefined || !Number.isFinite(nanos)) return NO_VALUE;
  const magnitude = Math.abs(nanos);
  if (magnitude === 0) return '0 s';
  if (magnitude < 1e3) return `${Math.round(nanos)} ns`;
  if (magnitude < 999.5e3) return `${significant(nanos / 1e3)} µs`;
  if (magnitude < 999.5e6) return `${significant(nanos / 1e6)} ms`;
  if (magnitude < 59.95e9) return `${significant(nanos / 1e9)} s`;
  const sign = nanos < 0 ? '-' : '';
  const seconds = Math.round(magnitude / 1e9);
  if (seconds < 3600) return sign + pair(Math.floor(seconds / 60), 'm', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return sign + pair(Math.floor(minutes / 60), 'h', minutes % 60, 'm');
  const hours = Math.round(minutes / 60);
  return sign + pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function pair(major: number, majorUnit: string, minor: number, minorUnit: string): string {
  return minor === 0 ? `${major} ${majorUnit}` : `${major} ${majorUnit} ${minor} ${minorUnit}`;
}

/** Milliseconds as a duration. */
export function millis(value: number | null | undefined): string {
  return duration(value === null || value === undefined ? value : value * 1e6);
}

/** A count in full: `12,480`. */
export function count(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_VALUE;
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** A count in few characters: `12.5 k`, `3.4 M`. */
export function compact(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_VALUE;
  const magnitude = Math.abs(value);
  if (magnitude === 0) return '0';
  if (magnitude < 0.001) return value.toExponential(1);
  if (magnitude < 999.5) return significant(value);
  for (const [unit, size] of [['k', 1e3], ['M', 1e6], ['G', 1e9], ['T', 1e12]] as const) {
    if (magnitude < size * 999.5) return `${significant(value / size)} ${unit}`;
  }
  return value.toExponential(1);
}

/** Events per second as `3.4 k/s`; a rate below one per second per minute or hour. */
export function rate(perSecond: number | null | undefined): string {
  if (perSecond === null || perSecond === undefined || !Number.isFinite(perSecond)) return NO_VALUE;
  if (perSecond === 0) return '0/s';
  if (perSecond >= 0.995) return `${compact(perSecond)}/s`;
  if (perSecond * 60 >= 0.995) return `${compact(perSecond * 60)}/min`;
  return `${compact(perSecond * 3600)}/h`;
}

/** A share between 0 and 1 as `2.1 %`. */
export function percent(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined || !Number.isFinite(ratio)) return NO_VALUE;
  const value = ratio * 100;
  if (value === 0) return '0 %';
  if (value < 0.01) return '<0.01 %';
  return `${significant(value)} %`;
}

/** Bytes as `12.8 MiB`. */
export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_VALUE;
  let rest = value;
  let unit = 'B';
  for (const next of ['KiB', 'MiB', 'GiB', 'TiB', 'PiB']) {
    if (Math.abs(rest) < 1023.5) break;
    rest /= 1024;
    unit = next;
  }
  return `${unit === 'B' ? Math.round(rest) : significant(rest)} ${unit}`;
}

/** Whole milliseconds of a decimal string of nanoseconds. */
export function nanosToMillis(nanos: string): number {
  return nanos.length > 6 ? Number(nanos.slice(0, -6)) : 0;
}

/** The part of a decimal string of nanoseconds below one second, as nine digits. */
export function nanosOfSecond(nanos: string): string {
  return nanos.padStart(9, '0').slice(-9);
}

/** `a - b` of two decimal strings of nanoseconds, as a number of nanoseconds. */
export function nanosBetween(later: string, earlier: string): number {
  return Number(BigInt(later) - BigInt(earlier));
}

let utc = false;

/** Whether times are shown in UTC instead of the local zone; kept by the frame. */
export function setUtc(value: boolean): void {
  utc = value;
}

export function isUtc(): boolean {
  return utc;
}

const two = (value: number) => String(value).padStart(2, '0');

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

/** Calendar fields of an instant in the zone chosen. */
export function parts(ms: number): Parts {
  const date = new Date(ms);
  return utc
    ? {
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        hour: date.getUTCHours(),
        minute: date.getUTCMinutes(),
        second: date.getUTCSeconds(),
      }
    : {
        year: date.getFullYear(),
        month: date.getMonth() + 1,
        day: date.getDate(),
        hour: date.getHours(),
        minute: date.getMinutes(),
        second: date.getSeconds(),
      };
}

/** `2026-11-21`. */
export function day(ms: number): string {
  const p = parts(ms);
  return `${p.year}-${two(p.month)}-${two(p.day)}`;
}

/** `12:03:11`. */
export function clock(ms: number): string {
  const p = parts(ms);
  return `${two(p.hour)}:${two(p.minute)}:${two(p.second)}`;
}

/** `12:03`. */
export function clockMinutes(ms: number): string {
  const p = parts(ms);
  return `${two(p.hour)}:${two(p.minute)}`;
}

/** `12:03:11.210` of a decimal string of nanoseconds. */
export function time(nanos: string): string {
  if (!nanos || nanos === '0') return NO_VALUE;
  return `${clock(nanosToMillis(nanos))}.${nanosOfSecond(nanos).slice(0, 3)}`;
}

/** `2026-11-21 12:03:11.210` of a decimal string of nanoseconds. */
export function dateTime(nanos: string): string {
  if (!nanos || nanos === '0') return NO_VALUE;
  return `${day(nanosToMillis(nanos))} ${time(nanos)}`;
}

/** All nine digits and the zone: what a tooltip or a copy shows. */
export function exactTime(nanos: string): string {
  if (!nanos || nanos === '0') return NO_VALUE;
  const ms = nanosToMillis(nanos);
  return `${day(ms)} ${clock(ms)}.${nanosOfSecond(nanos)} ${zoneName(ms)}`;
}

/** `UTC` or the local offset, e.g. `UTC+02:00`. */
export function zoneName(ms: number): string {
  if (utc) return 'UTC';
  const offset = -new Date(ms).getTimezoneOffset();
  if (offset === 0) return 'UTC';
  const sign = offset < 0 ? '-' : '+';
  return `UTC${sign}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
}

/** `3 s ago`, `2 m ago`, `in 5 s`. */
export function ago(ms: number, now: number = Date.now()): string {
  const seconds = Math.round((now - ms) / 1000);
  if (Math.abs(seconds) < 1) return 'now';
  const text = span(Math.abs(seconds));
  return seconds > 0 ? `${text} ago` : `in ${text}`;
}

function span(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} d`;
}

/** `1 line`, `12 lines`. */
export function plural(n: number, one: string, many: string = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}
