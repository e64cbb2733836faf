/** The HTTP API of `docs/http-api.md`, as the browser uses it. */

export const API = '/api/clew/v1';

/** What went wrong, and where in the query text when the server says so. */
export class ApiError extends Error {
  readonly status: number;
  readonly position: number | null;

  constructor(message: string, status: number, position: number | null) {
    super(message);
    this.status = status;
    this.position = position;
  }
}

export type Params = Record<string, string | number | boolean | null | undefined>;

/** `path` (absolute, or below the API) with parameters; empty ones are left out. */
export function url(path: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  const base = path.startsWith('/') ? path : `${API}/${path}`;
  return text ? `${base}?${text}` : base;
}

/**
 * Fetches JSON. `path` without a leading slash is below `/api/clew/v1/`.
 *
 * @throws ApiError with a sentence for people; a cancelled call throws the DOM's `AbortError`
 */
export async function getJson<T>(path: string, params: Params = {}, signal?: AbortSignal): Promise<T> {
  return send<T>(url(path, params), signal ? { signal } : {});
}

/** Sends JSON and reads the answer, if there is one. */
export async function sendJson<T>(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const init: RequestInit = {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  return send<T>(url(path), signal ? { ...init, signal } : init);
}

/** Sends parameters as a form, for what is too long for an address. */
export async function postForm<T>(path: string, params: Params, signal?: AbortSignal): Promise<T> {
  const init: RequestInit = { method: 'POST', body: new URLSearchParams(url('/', params).slice(2)) };
  return send<T>(url(path), signal ? { ...init, signal } : init);
}

async function send<T>(address: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(address, init);
  } catch (e) {
    if (isAbort(e)) throw e;
    throw new ApiError('Clew cannot be reached. Is it running, and is this machine online?', 0, null);
  }
  if (!response.ok) throw await failure(response);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

async function failure(response: Response): Promise<ApiError> {
  const text = await response.text().catch(() => '');
  try {
    // Clew's own shape, and the one of the Prometheus API.
    const body = JSON.parse(text) as { error?: { message?: string; position?: number } | string };
    if (typeof body.error === 'string') return new ApiError(body.error, response.status, null);
    if (body.error?.message) {
      return new ApiError(body.error.message, response.status, body.error.position ?? null);
    }
  } catch {
    // Not JSON: a proxy in between, or an endpoint that is not there.
  }
  return new ApiError(withoutBody(response.status), response.status, null);
}

function withoutBody(status: number): string {
  if (status === 404) return 'Not found (HTTP 404).';
  if (status === 503 || status === 504) return `The query took too long or Clew is busy (HTTP ${status}). Try a shorter time range.`;
  return `Clew answered with HTTP ${status}.`;
}

export function isAbort(e: unknown): boolean {
  return e instanceof DOMException && e.name === 'AbortError';
}

export function messageOf(e: unknown): string {
  return e instanceof Error ? e.message : String(e);
}

export interface Stats {
  elapsedMillis?: number;
  scannedRows?: number;
  scannedBlocks?: number;
  skippedBlocks?: number;
  bytesRead?: number;
}

export interface Partial {
  reason: string;
}

export interface Facet {
  field: string;
  values: Array<{ value: string; count: number }>;
  other: number;
  missing: number;
}

export interface Histogram {
  startMillis: number;
  stepMillis: number;
  series: Array<{ severity?: string; status?: string; counts: number[] }>;
  total: number;
  stats?: Stats;
  partial?: Partial;
}

export interface FieldInfo {
  name: string;
  type: string;
  rows: number;
  /** The share of the rows that have it, 0 to 1. */
  coverage?: number;
}

/** A typed attribute of one record; `value` is JSON of that type, an `int` a decimal string. */
export interface Attribute {
  key: string;
  type: string;
  value: unknown;
}

/** The text of an attribute value. */
export function attributeText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
