import { urlState } from './url-state.ts';

/**
 * Addresses of what has a name of its own. Names are anybody's: what no path can hold (a slash, dots
 * alone, which browsers resolve even when they are percent-encoded) goes into a parameter.
 */
// eslint-disable-next-line no-control-regex -- they are what is meant
const AWKWARD = /^\.{0,2}$|[/\\%;\u0000-\u001f\u007f]/;

/** The page of everything that carries an ID; `key` empty for any key. */
export function correlationPath(value: string, key = ''): string {
  if (AWKWARD.test(value) || (key !== '' && AWKWARD.test(key))) {
    const query = new URLSearchParams({ id: value });
    if (key) query.set('key', key);
    return `/c?${query}`;
  }
  return key ? `/c/${encodeURIComponent(key)}/${encodeURIComponent(value)}` : `/c/${encodeURIComponent(value)}`;
}

export function correlationLink(value: string, key = ''): string {
  return withRange(correlationPath(value, key));
}

export function serviceLink(name: string): string {
  return withRange(AWKWARD.test(name) ? `/service?${new URLSearchParams({ name })}` : `/services/${encodeURIComponent(name)}`);
}

/** The page of a trace, with one of its spans selected. */
export function traceLink(traceId: string, spanId = ''): string {
  return urlState.link(`/trace/${traceId}`, { sel: spanId ? `${traceId}/${spanId}` : null });
}

/** An address of this application with the time range of this one. */
export function withRange(path: string): string {
  const [page, query] = path.split('?') as [string, string | undefined];
  return urlState.link(page, Object.fromEntries(new URLSearchParams(query ?? '')));
}

/** What the address of a correlation page asks for. */
export function askedId(location: { pathname: string; search: string } = window.location): { key: string; value: string } {
  const query = new URLSearchParams(location.search);
  const parts = location.pathname.split('/').slice(2).map(decoded);
  if (parts.length === 0) return { key: query.get('key') ?? '', value: query.get('id') ?? '' };
  return parts.length === 1 ? { key: '', value: parts[0]! } : { key: parts[0]!, value: parts[1]! };
}

/** The service that the address of a service page names. */
export function askedService(location: { pathname: string; search: string } = window.location): string {
  const part = location.pathname.split('/')[2];
  return part === undefined ? (new URLSearchParams(location.search).get('name') ?? '') : decoded(part);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // typed by hand, with a % of its own
  }
}
