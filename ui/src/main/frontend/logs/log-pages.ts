import { isAbort, type Partial, type Stats } from '../lib/api.ts';
import type { LogColumns, LogPage } from './log-types.ts';

/** One row: element `index` of the columns of its page. */
export interface RowPlace {
  columns: LogColumns;
  index: number;
}

/** What a list shows. A row is null while its page is not in memory. */
export interface RowSource {
  readonly rows: number;
  /** Whether a row is another one after a change, because new ones come first. */
  readonly moves?: boolean;
  at(row: number): RowPlace | null;
}

interface Page {
  cursor: string | undefined;
  first: number;
  rows: number;
  columns: LogColumns | null;
  loading: boolean;
}

export type FetchPage = (cursor: string | undefined, limit: number) => Promise<LogPage>;

const FIRST = 200;
const NEXT = 500;
const LARGEST = 2_000;
/** Rows before the end at which the next page is asked for. */
const AHEAD = 150;

/**
 * The rows of a search, page by page in the order of the answer. Only the pages around what is
 * visible stay in memory; of the others the cursor is kept, by which they come again, so that a
 * person can scroll through millions of lines and back.
 */
export class LogPages implements RowSource {
  private readonly pages: Page[] = [];
  private next: string | undefined;
  private started = false;
  private running = 0;
  private closed = false;
  private failedAt = -1;
  /** The view's rows, which must not be dropped. */
  private from = 0;
  private to = 0;
  stats: Stats | null = null;
  partial: Partial | null = null;

  private readonly fetch: FetchPage;
  private readonly changed: () => void;
  private readonly failed: (error: unknown) => void;
  private readonly keep: number;

  constructor(fetch: FetchPage, changed: () => void, failed: (error: unknown) => void, keep = 8) {
    this.fetch = fetch;
    this.changed = changed;
    this.failed = failed;
    this.keep = keep;
  }

  get rows(): number {
    const last = this.pages[this.pages.length - 1];
    return last ? last.first + last.rows : 0;
  }

  /** Whether the last row is known. */
  get ended(): boolean {
    return this.started && this.next === undefined;
  }

  get loading(): boolean {
    return this.running > 0;
  }

  /** Pages in memory. */
  get held(): number {
    return this.pages.filter((p) => p.columns !== null).length;
  }

  /** The first page; errors are the caller's. */
  async start(): Promise<void> {
    this.running++;
    try {
      this.add(undefined, await this.fetch(undefined, FIRST));
    } finally {
      this.running--;
    }
    this.started = true;
    this.changed();
  }

  /** Rows `from` to `to` (exclusive) are visible: fetches what is missing, forgets what is far. */
  show(from: number, to: number): void {
    this.from = from;
    this.to = to;
    for (const page of this.pages) {
      if (page.columns === null && page.first < to && page.first + page.rows > from) void this.again(page);
    }
    if (this.next !== undefined && to > this.rows - AHEAD && this.failedAt !== this.rows) void this.more();
  }

  /** The next page, unless it is on its way. */
  async more(): Promise<void> {
    const cursor = this.next;
    if (cursor === undefined || this.closed) return;
    this.next = undefined;
    await this.run(async () => this.add(cursor, await this.fetch(cursor, this.size())), () => {
      this.next = cursor;
      this.failedAt = this.rows;
    });
  }

  /** Who goes far gets there in larger steps. */
  private size(): number {
    return Math.min(LARGEST, NEXT * 2 ** Math.floor(this.pages.length / 6));
  }

  /** Asks again for what failed. */
  retry(): void {
    this.failedAt = -1;
    this.show(this.from, this.to);
  }

  at(row: number): RowPlace | null {
    const page = this.pages[this.pageOf(row)];
    return page?.columns ? { columns: page.columns, index: row - page.first } : null;
  }

  /** The row with that ID among those in memory, or -1. */
  indexOf(id: string): number {
    for (const page of this.pages) {
      const index = page.columns?.id.indexOf(id) ?? -1;
      if (index >= 0) return page.first + index;
    }
    return -1;
  }

  /** No answer changes anything any more. */
  close(): void {
    this.closed = true;
  }

  private add(cursor: string | undefined, answer: LogPage): void {
    const rows = answer.columns.id.length;
    this.next = answer.cursor;
    this.stats = answer.stats ?? this.stats;
    this.partial = answer.partial ?? this.partial;
    if (rows > 0) this.pages.push({ cursor, first: this.rows, rows, columns: answer.columns, loading: false });
    this.forget();
  }

  private async again(page: Page): Promise<void> {
    if (page.loading || this.closed) return;
    page.loading = true;
    // The same cursor and limit answer the same rows: the range ends before what arrives now.
    await this.run(async () => (page.columns = (await this.fetch(page.cursor, page.rows)).columns), () => {});
    page.loading = false;
    this.forget();
  }

  private async run(task: () => Promise<unknown>, undo: () => void): Promise<void> {
    this.running++;
    try {
      await task();
    } catch (e) {
      undo();
      if (!isAbort(e) && !this.closed) this.failed(e);
    } finally {
      this.running--;
    }
    if (!this.closed) this.changed();
  }

  private forget(): void {
    const middle = this.pageOf((this.from + this.to) / 2);
    this.pages.forEach((page, i) => {
      if (Math.abs(i - middle) * 2 > this.keep && (page.first >= this.to || page.first + page.rows <= this.from)) page.columns = null;
    });
  }

  private pageOf(row: number): number {
    let low = 0;
    let high = this.pages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.pages[middle]!.first <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Rows that are all there, such as those of an analysis. */
export class FixedRows implements RowSource {
  readonly columns: LogColumns;

  constructor(columns: LogColumns) {
    this.columns = columns;
  }

  get rows(): number {
    return this.columns.id.length;
  }

  at(row: number): RowPlace | null {
    return row < this.rows ? { columns: this.columns, index: row } : null;
  }

  indexOf(id: string): number {
    return this.columns.id.indexOf(id);
  }
}
