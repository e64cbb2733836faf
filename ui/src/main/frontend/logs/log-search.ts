import { ApiError, type Facet, getJson, type Histogram, isAbort, messageOf, type Partial, type Stats } from '../lib/api.ts';
import { notationOf, splitPipes } from '../lib/query-text.ts';
import { linesOf } from './log-analysis.ts';
import { FixedRows, LogPages } from './log-pages.ts';
import type { Analysis, LogPage } from './log-types.ts';

/** What a person asked for. */
export interface Question {
  query: string;
  start: number;
  end: number;
  fields: string[];
  order: 'newest' | 'oldest';
  /** Facets asked for beside those that are always there. */
  facets: string[];
}

const BUCKETS = 90;
/** Rows of an analysis that are asked for. */
export const MOST_ROWS = 5_000;

export function asError(e: unknown): ApiError {
  return e instanceof ApiError ? e : new ApiError(messageOf(e), 0, null);
}

/** Runs one question at a time: its lines or its analysis, the histogram and the facets beside it. */
export class LogSearch {
  question: Question | null = null;
  pages: LogPages | FixedRows | null = null;
  analysis: Analysis | null = null;
  histogram: Histogram | null = null;
  facets: Facet[] = [];
  facetError: ApiError | null = null;
  error: ApiError | null = null;
  /** Of a page further down; what is there stays. */
  moreError: ApiError | null = null;
  busy = false;
  facetsBusy = false;
  /** Whether anything has been answered yet. */
  loaded = false;
  stopped = false;
  private running = new AbortController();

  private readonly changed: () => void;

  constructor(changed: () => void) {
    this.changed = changed;
  }

  get stats(): Stats | null {
    return this.analysis?.stats ?? (this.pages instanceof LogPages ? this.pages.stats : null);
  }

  get partial(): Partial | null {
    return this.analysis?.partial ?? (this.pages instanceof LogPages ? this.pages.partial : null) ?? this.histogram?.partial ?? null;
  }

  /** Only what stands beside the lines, which come off a stream. */
  besideOnly(question: Question): void {
    this.running.abort();
    this.running = new AbortController();
    this.question = question;
    this.busy = false;
    this.error = null;
    this.analysis = null;
    this.beside(question, this.running.signal);
  }

  /** Cancels what runs. What has arrived stays. */
  stop(): void {
    this.running.abort();
    this.stopped = this.busy || this.stopped;
    this.busy = false;
    this.facetsBusy = false;
    this.changed();
  }

  close(): void {
    this.running.abort();
  }

  async run(question: Question): Promise<void> {
    this.running.abort();
    const running = new AbortController();
    this.running = running;
    this.question = question;
    this.busy = true;
    this.stopped = false;
    this.error = null;
    this.moreError = null;
    this.changed();
    this.beside(question, running.signal);
    try {
      if (notationOf(question.query) === 'search') await this.search(question, running.signal);
      else await this.analyze(question, running.signal);
      this.loaded = true;
    } catch (e) {
      if (running.signal.aborted) return;
      this.error = asError(e);
      this.loaded = true;
    } finally {
      if (this.running === running) {
        this.busy = false;
        this.changed();
      }
    }
  }

  private async search(question: Question, signal: AbortSignal): Promise<void> {
    const pages = new LogPages(
      (cursor, limit) => this.page(question, cursor, limit, signal),
      () => this.pages === pages && this.changed(),
      (e) => (this.moreError = asError(e)),
    );
    await pages.start();
    if (signal.aborted) return;
    if (this.pages instanceof LogPages) this.pages.close();
    this.pages = pages;
    this.analysis = null;
  }

  private page(question: Question, cursor: string | undefined, limit: number, signal: AbortSignal): Promise<LogPage> {
    const { query, start, end, order, fields } = question;
    this.moreError = null;
    return getJson<LogPage>('logs/search', { query, start, end, limit, cursor, order: order === 'oldest' ? order : null, fields: fields.join(',') }, signal);
  }

  private async analyze(question: Question, signal: AbortSignal): Promise<void> {
    const { query, start, end } = question;
    const analysis = await getJson<Analysis>('logs/analyze', { query, start, end, limit: MOST_ROWS }, signal);
    if (signal.aborted) return;
    this.analysis = analysis;
    this.pages = analysis.kind === 'lines' ? new FixedRows(linesOf(analysis)) : null;
  }

  /** The panels beside the lines; they may fail alone. Of pipes they describe the lines that go in. */
  private beside(question: Question, signal: AbortSignal): void {
    if (notationOf(question.query) === 'logql') {
      this.histogram = null;
      this.facets = [];
      return;
    }
    const params = { query: splitPipes(question.query)[0], start: question.start, end: question.end };
    const set = <T>(promise: Promise<T>, take: (value: T) => void, failed: (e: unknown) => void) =>
      promise.then(
        (value) => {
          if (signal.aborted) return;
          take(value);
          this.changed();
        },
        (e: unknown) => {
          if (!isAbort(e) && !signal.aborted) {
            failed(e);
            this.changed();
          }
        },
      );
    void set(getJson<Histogram>('logs/histogram', { ...params, buckets: BUCKETS }, signal), (h) => (this.histogram = h), () => (this.histogram = null));
    void this.loadFacets(question, params, signal, set);
  }

  private async loadFacets(
    question: Question,
    params: { query: string; start: number; end: number },
    signal: AbortSignal,
    set: (promise: Promise<{ facets: Facet[] }>, take: (value: { facets: Facet[] }) => void, failed: (e: unknown) => void) => Promise<void>,
  ): Promise<void> {
    const ask = (fields?: string) => getJson<{ facets: Facet[] }>('logs/facets', { ...params, fields }, signal);
    this.facetsBusy = true;
    const both = question.facets.length === 0
      ? ask()
      : Promise.all([ask(question.facets.join(',')), ask()]).then(([own, usual]) => ({
          facets: [...own.facets, ...usual.facets.filter((f) => !question.facets.includes(f.field))],
        }));
    await set(both, (answer) => {
      this.facets = answer.facets;
      this.facetError = null;
      this.facetsBusy = false;
    }, (e) => {
      this.facetError = asError(e);
      this.facetsBusy = false;
    });
  }
}
