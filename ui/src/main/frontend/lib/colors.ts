/** Colours of services and severities. The values live in the theme; here is who gets which. */

export const SERVICE_COLORS = 12;

/**
 * FNV-1a over UTF-16 units with murmur3's finisher: the same in every browser. The start value is
 * one under which a dozen everyday service names get eleven different colours.
 */
function hash(text: string): number {
  let h = 0x811c9e31;
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 0x01000193);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Index of a service's colour, 0 to 11: one colour per service in every view. */
export function serviceIndex(service: string): number {
  return hash(service) % SERVICE_COLORS;
}

/** The CSS value of a service's colour. */
export function serviceColor(service: string): string {
  return `var(--service-${serviceIndex(service)})`;
}

/** Colours of chart series in their order. */
export function seriesColor(index: number): string {
  return `var(--service-${index % SERVICE_COLORS})`;
}

export const SEVERITIES = ['unset', 'trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

const SEVERITY_SHORT: Record<string, string> = {
  unset: '–', trace: 'TRC', debug: 'DBG', info: 'INF', warn: 'WRN', error: 'ERR', fatal: 'FTL',
};

/** The CSS value of a severity's or span status' colour. */
export function severityColor(severity: string): string {
  return `var(--severity-${severity in SEVERITY_SHORT ? severity : severity === 'ok' ? 'info' : 'unset'})`;
}

/** As {@link severityColor}, for text: what needs no attention is quiet, and readable on every surface. */
export function severityText(severity: string): string {
  return severity === 'warn' || severity === 'error' || severity === 'fatal' ? severityColor(severity) : 'var(--text-2)';
}

/** Three letters, so that the column is narrow and its rows align. */
export function severityShort(severity: string): string {
  return SEVERITY_SHORT[severity] ?? severity.slice(0, 3).toUpperCase();
}

/** What a canvas needs: the colour a CSS value such as `var(--accent)` has now. */
export function computed(value: string, element: Element = document.documentElement): string {
  const name = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
  return name ? getComputedStyle(element).getPropertyValue(name).trim() || value : value;
}
