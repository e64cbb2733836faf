import { absolute, DEFAULT_RANGE, resolve, type RangeSpec, type TimeRange } from './time-range.ts';

/**
 * The URL is the state. Pages read their parameters here and write them here; the time range is one
 * for all pages. A change makes a history entry, so back undoes it. Flow's router only learns of a
 * change of page: parameters are the client's alone, and the server reads them at navigation.
 */
type Listener = () => void;

const RANGE_KEY = 'clew.range';

class UrlState {
  private readonly listeners = new Set<Listener>();
  private now = Date.now();
  /** How often somebody has asked for everything again. */
  refreshes = 0;
  private last = '';
  private lastPath = '';

  constructor() {
    if (typeof window === 'undefined') return;
    this.last = window.location.href;
    this.lastPath = window.location.pathname;
    window.addEventListener('popstate', () => this.changed());
    window.addEventListener('vaadin-router-location-changed', () => this.changed());
  }

  /** A parameter of the URL, or `''`. */
  get(name: string): string {
    return new URLSearchParams(window.location.search).get(name) ?? '';
  }

  /**
   * Writes parameters; `''` or null removes one. `replace` for what is not worth a step back, such
   * as a selection that moves with the arrow keys.
   */
  set(values: Record<string, string | null>, options: { replace?: boolean } = {}): void {
    const params = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(values)) {
      if (value === null || value === '') params.delete(name);
      else params.set(name, value);
    }
    const query = params.toString();
    const address = window.location.pathname + (query ? `?${query}` : '') + window.location.hash;
    if (address === window.location.pathname + window.location.search + window.location.hash) return;
    if (options.replace) window.history.replaceState(window.history.state, '', address);
    else window.history.pushState(null, '', address);
    if ('q' in values) this.now = Date.now();
    this.changed();
  }

  /**
   * Selects one thing of the page, as `name=value`. The first selection is a step of its own, so that
   * Back closes the drawer; going on from one to the next is none.
   */
  select(name: string, value: string): void {
    if (this.get(name) === value) return;
    const open = this.get(name) !== '';
    const state = open ? window.history.state : { clewSelected: name };
    this.set({ [name]: value }, { replace: open });
    window.history.replaceState(state, '');
  }

  /** Takes the selection back, and with it the step that it was. */
  unselect(name: string): void {
    if (window.history.state?.clewSelected === name) window.history.back();
    else this.set({ [name]: null }, { replace: true });
  }

  /** The range of the URL, else the one used last, else the last hour. */
  get spec(): RangeSpec {
    const from = this.get('from');
    const to = this.get('to');
    if (from) return { from, to: to || 'now' };
    return remembered() ?? DEFAULT_RANGE;
  }

  /** The range in milliseconds. It moves only at a change or a refresh, so that panels agree. */
  get range(): TimeRange {
    return resolve(this.spec, this.now);
  }

  setRange(spec: RangeSpec, options: { replace?: boolean } = {}): void {
    this.now = Date.now();
    try {
      window.localStorage.setItem(RANGE_KEY, JSON.stringify(spec));
    } catch {
      // Private mode: the URL alone carries it.
    }
    this.set({ from: spec.from, to: spec.to }, options);
  }

  zoom(startMillis: number, endMillis: number): void {
    this.setRange(absolute(startMillis, endMillis));
  }

  /** Asks every page and panel to load again, relative ranges ending now. */
  refresh(): void {
    this.now = Date.now();
    this.refreshes++;
    this.notify();
  }

  /** The address of a page with the time range of this one. */
  link(path: string, params: Record<string, string | null | undefined> = {}): string {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(params)) {
      if (value) query.set(name, value);
    }
    const from = this.get('from');
    if (from && !query.has('from')) {
      query.set('from', from);
      query.set('to', this.get('to') || 'now');
    }
    const text = query.toString();
    return text ? `${path}?${text}` : path;
  }

  /** Goes to another page without reloading the application. */
  go(address: string): void {
    const target = new URL(address, window.location.href);
    const event = new CustomEvent('vaadin-router-go', {
      cancelable: true,
      detail: { pathname: target.pathname, search: target.search, hash: target.hash },
    });
    if (window.dispatchEvent(event)) window.location.assign(address);
  }

  /** This page with an absolute time range: what a colleague should see. */
  shareLink(): string {
    const address = new URL(window.location.href);
    const { start, end } = this.range;
    address.searchParams.set('from', String(start));
    address.searchParams.set('to', String(end));
    return address.toString();
  }

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private changed(): void {
    if (window.location.href === this.last) return;
    this.last = window.location.href;
    // A drawer that opens must not move the range under the reader; another page may start afresh.
    if (window.location.pathname !== this.lastPath) this.now = Date.now();
    this.lastPath = window.location.pathname;
    this.notify();
  }

  private notify(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

function remembered(): RangeSpec | null {
  try {
    const stored = window.localStorage.getItem(RANGE_KEY);
    const spec = stored ? (JSON.parse(stored) as Partial<RangeSpec>) : null;
    // An absolute range of last week would make a fresh visit look empty.
    return spec?.from?.startsWith('now-') && spec.to === 'now' ? { from: spec.from, to: 'now' } : null;
  } catch {
    return null;
  }
}

export const urlState = new UrlState();
