/** A column of the list as the URL has it: `name`, or `name~width` in pixels. */
export interface ColumnSpec {
  name: string;
  width: number | null;
}

/** Columns that every line has; all others are attributes. */
export const BUILT_IN: readonly string[] = ['time', 'severity', 'service', 'body'];

const LEAST = 40;
const MOST = 1200;

export function parseColumns(text: string): ColumnSpec[] {
  const specs: ColumnSpec[] = [];
  for (const part of text.split(',')) {
    const [, name, width] = /^(.*?)(?:~(\d{1,4}))?$/.exec(part.trim())!;
    if (!name || specs.some((s) => s.name === name)) continue;
    specs.push({ name, width: width ? Math.min(MOST, Math.max(LEAST, Number(width))) : null });
  }
  if (specs.some((s) => s.name === 'body')) return specs;
  // Only attributes: beside what every line shows.
  const extra = specs.filter((s) => !BUILT_IN.includes(s.name));
  return [...['time', 'severity', 'service'].map((name) => specs.find((s) => s.name === name) ?? { name, width: null }), ...extra, { name: 'body', width: null }];
}

/** What {@link parseColumns} reads; `''` for the columns one starts with. */
export function formatColumns(specs: ColumnSpec[]): string {
  const text = specs.map((s) => (s.width === null ? s.name : `${s.name}~${Math.round(s.width)}`)).join(',');
  return text === BUILT_IN.join(',') ? '' : text;
}

/** The attributes among the columns: what a search must bring along. */
export function fieldsOf(specs: ColumnSpec[]): string[] {
  return specs.map((s) => s.name).filter((name) => !BUILT_IN.includes(name));
}

export function toggleColumn(specs: ColumnSpec[], name: string): ColumnSpec[] {
  if (specs.some((s) => s.name === name)) return name === 'body' ? specs : specs.filter((s) => s.name !== name);
  const body = specs.findIndex((s) => s.name === 'body');
  const at = body < 0 ? specs.length : body;
  return [...specs.slice(0, at), { name, width: null }, ...specs.slice(at)];
}

/** The column before or behind another one. */
export function moveColumn(specs: ColumnSpec[], name: string, to: number): ColumnSpec[] {
  const moved = specs.find((s) => s.name === name);
  if (!moved) return specs;
  const rest = specs.filter((s) => s !== moved);
  const at = Math.min(rest.length, Math.max(0, to));
  return [...rest.slice(0, at), moved, ...rest.slice(at)];
}

export function resizeColumn(specs: ColumnSpec[], name: string, width: number): ColumnSpec[] {
  const bounded = Math.min(MOST, Math.max(LEAST, Math.round(width)));
  return specs.map((s) => (s.name === name ? { name, width: bounded } : s));
}

/** Text lines a body takes when it is wrapped at `width` characters. */
export function wrappedLines(text: string, width: number, most: number): number {
  let lines = 0;
  let from = 0;
  while (lines < most) {
    const newline = text.indexOf('\n', from);
    const end = newline < 0 ? text.length : newline;
    lines += Math.max(1, Math.ceil((end - from) / Math.max(1, width)));
    if (newline < 0) break;
    from = newline + 1;
  }
  return Math.min(most, lines);
}

const BLOCK = 256;

/** How many text lines each row takes, one byte per row, and which row is at which height. */
export class LineCounts {
  private counts = new Uint8Array(BLOCK);
  private blocks: number[] = [];
  rows = 0;

  /** Rows beyond those known take one line until they are measured. */
  resize(rows: number): void {
    if (rows > this.counts.length) {
      const grown = new Uint8Array(Math.max(rows, this.counts.length * 2));
      grown.set(this.counts);
      this.counts = grown;
    }
    for (let row = this.rows; row < rows; row++) this.change(row, 1);
    for (let row = this.rows - 1; row >= rows; row--) this.change(row, 0);
    this.rows = rows;
  }

  set(row: number, lines: number): void {
    this.change(row, Math.min(255, lines));
  }

  get(row: number): number {
    return this.counts[row] ?? 1;
  }

  clear(): void {
    this.counts.fill(0);
    this.blocks = [];
    this.rows = 0;
  }

  get total(): number {
    return this.blocks.reduce((a, b) => a + b, 0);
  }

  /** Lines before a row. */
  before(row: number): number {
    const block = Math.floor(row / BLOCK);
    let lines = 0;
    for (let i = 0; i < block; i++) lines += this.blocks[i] ?? 0;
    for (let i = block * BLOCK; i < row; i++) lines += this.counts[i]!;
    return lines;
  }

  /** The row at a height, when each line and each row's edge take so many pixels. */
  rowAt(y: number, line: number, edge: number): number {
    let top = 0;
    let block = 0;
    for (; block < this.blocks.length - 1; block++) {
      const height = this.blocks[block]! * line + BLOCK * edge;
      if (top + height > y) break;
      top += height;
    }
    let row = block * BLOCK;
    for (; row < this.rows - 1; row++) {
      top += this.counts[row]! * line + edge;
      if (top > y) break;
    }
    return Math.max(0, Math.min(row, this.rows - 1));
  }

  private change(row: number, lines: number): void {
    const block = Math.floor(row / BLOCK);
    this.blocks[block] = (this.blocks[block] ?? 0) + lines - this.counts[row]!;
    this.counts[row] = lines;
  }
}
