import { type ApiError, getJson, type Histogram, url } from '../lib/api.ts';
import { nanosToMillis } from '../lib/format.ts';
import { notationOf } from '../lib/query-text.ts';
import { TailStream } from '../lib/tail-stream.ts';
import { LiveBuffer } from './live-buffer.ts';
import { addToHistogram, shiftHistogram } from './live-histogram.ts';
import { linesOf } from './log-analysis.ts';
import type { Analysis, LogColumns, LogPage } from './log-types.ts';

/** A screen shows no more than this often what arrived, whatever the rate. */
const FRAME_MILLIS = 100;
const SEED_ROWS = 200;
const CATCH_UP_ROWS = 2_000;

/** Live mode: the newest lines of a search, and then those the server pushes. */
export class LogLive {
  readonly buffer: LiveBuffer;
  /** Scrolled away: what arrives waits. */
  paused = false;
  connected = false;
  refused: ApiError | null = null;
  /** When the next attempt to connect comes, or 0. */
  nextAttempt = 0;
  histogram: Histogram | null = null;
  /** Lines per second of late. */
  rate = 0;
  private stream: TailStream | null = null;
  private frame = 0;
  private lastFlush = 0;
  private measured = { at: Date.now(), arrived: 0 };
  private readonly abort = new AbortController();
  private readonly ticker: number;

  private readonly query: string;
  private readonly fields: string[];
  private readonly length: number;
  private readonly changed: () => void;

  /** `length`: milliseconds that the histogram reaches back. */
  constructor(query: string, fields: string[], length: number, changed: () => void) {
    this.query = query;
    this.fields = fields;
    this.length = length;
    this.changed = changed;
    this.buffer = new LiveBuffer(fields);
    this.ticker = window.setInterval(() => this.tick(), 1_000);
    this.stream = new TailStream(url('logs/tail', { query, fields: fields.join(',') }), {
      opened: (again) => void this.opened(again),
      rows: (data) => this.rows((data as LogPage).columns),
      missed: (count) => {
        this.buffer.missed += count;
        this.plan();
      },
      refused: (error) => {
        this.refused = error;
        this.connected = false;
        changed();
      },
      broken: (wait) => {
        this.connected = false;
        this.nextAttempt = Date.now() + wait;
        changed();
      },
    });
    if (!this.logql) void this.loadHistogram();
    void this.seed();
  }

  close(): void {
    this.stream?.close();
    this.abort.abort();
    window.clearInterval(this.ticker);
    window.cancelAnimationFrame(this.frame);
  }

  retry(): void {
    this.stream?.retry();
  }

  pause(paused: boolean): void {
    if (this.paused === paused) return;
    this.paused = paused;
    if (!paused) this.flush();
    this.changed();
  }

  private async opened(again: boolean): Promise<void> {
    const since = this.buffer.newest;
    this.connected = true;
    this.nextAttempt = 0;
    this.changed();
    if (!again || since === '' || this.logql) return;
    // What came while the connection was broken; the stream goes on behind it.
    this.buffer.repeats();
    const page = await this.search({ start: nanosToMillis(since), end: Date.now(), limit: CATCH_UP_ROWS, order: 'oldest' });
    if (page) this.rows(page.columns);
  }

  private async seed(): Promise<void> {
    const end = Date.now();
    const range = { start: end - this.length, end: end + 1_000, limit: SEED_ROWS };
    const page = await (this.logql ? this.analyze(range) : this.search(range));
    if (!page) return;
    this.buffer.seed(page.columns);
    this.changed();
  }

  private async search(params: Record<string, string | number>): Promise<LogPage | null> {
    try {
      return await getJson<LogPage>('logs/search', { query: this.query, fields: this.fields.join(','), ...params }, this.abort.signal);
    } catch {
      // The stream goes on without; a wrong query is refused by the search of the page as well.
      return null;
    }
  }

  private async analyze(params: Record<string, string | number>): Promise<{ columns: LogColumns } | null> {
    try {
      const analysis = await getJson<Analysis>('logs/analyze', { query: this.query, ...params }, this.abort.signal);
      return analysis.kind === 'lines' ? { columns: linesOf(analysis) } : null;
    } catch {
      return null;
    }
  }

  private get logql(): boolean {
    return notationOf(this.query) === 'logql';
  }

  private async loadHistogram(): Promise<void> {
    const end = Date.now();
    try {
      this.histogram = await getJson<Histogram>('logs/histogram', { query: this.query, start: end - this.length, end, buckets: 90 }, this.abort.signal);
      this.changed();
    } catch {
      this.histogram = null;
    }
  }

  private rows(columns: LogColumns): void {
    this.buffer.push(columns);
    if (this.histogram) addToHistogram(this.histogram, columns);
    this.plan();
  }

  private plan(): void {
    if (this.frame !== 0) return;
    this.frame = window.requestAnimationFrame(() => {
      this.frame = 0;
      if (performance.now() - this.lastFlush < FRAME_MILLIS) this.plan();
      else this.flush();
    });
  }

  private flush(): void {
    this.lastFlush = performance.now();
    if (!this.paused) this.buffer.flush();
    this.changed();
  }

  private tick(): void {
    const now = Date.now();
    const seconds = (now - this.measured.at) / 1000;
    if (seconds > 0) this.rate = (this.buffer.arrived - this.measured.arrived) / seconds;
    this.measured = { at: now, arrived: this.buffer.arrived };
    if (document.hidden) return;
    if (this.histogram) this.histogram = shiftHistogram(this.histogram, now);
    this.changed();
  }
}
