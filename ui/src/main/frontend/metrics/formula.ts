import { tokens } from './promql-tokens.ts';

/** A part of a compiled text that stands in the text of a query as it was written. */
interface Piece {
  at: number;
  length: number;
  id: string;
  from: number;
}

/** One PromQL text out of a query or formula, and where each part of it came from. */
export interface Compiled {
  text: string;
  pieces: Piece[];
}

/** What cannot be put together; `id` and `position` say where. */
export class FormulaError extends Error {
  readonly id: string;
  readonly position: number;

  constructor(message: string, id: string, position: number) {
    super(message);
    this.id = id;
    this.position = position;
  }
}

/** Values of `$__interval` and its kin, which Grafana's users know. */
export interface Variables {
  stepSeconds: number;
  rangeSeconds: number;
  /** Between two samples of the metric that is asked for. */
  sampleSeconds: number;
}

/** What a rate goes by whatever the step, and what still counts when two are lost. */
const RATE_SAMPLES = 4;

/** An increase needs two samples to see one. */
const INCREASE_SAMPLES = 2;

/** The least step that leaves `$__interval` samples to count in; 0 when the text does not ask. */
export function leastStep(text: string, sampleSeconds: number): number {
  return /\$\{?__interval\b/.test(text) ? INCREASE_SAMPLES * sampleSeconds : 0;
}

export function variable(name: string, variables: Variables): string | null {
  const bare = name.replace(/^\$\{?|\}$/g, '');
  if (bare === '__interval') return `${variables.stepSeconds}s`;
  if (bare === '__interval_ms') return String(variables.stepSeconds * 1000);
  if (bare === '__rate_interval') return `${Math.max(RATE_SAMPLES * variables.sampleSeconds, variables.stepSeconds * 2)}s`;
  if (bare === '__range') return `${Math.max(1, Math.round(variables.rangeSeconds))}s`;
  if (bare === '__range_s') return String(Math.max(1, Math.round(variables.rangeSeconds)));
  return null;
}

/**
 * The text of `id` with every query it names put in its place, in parentheses, and variables
 * replaced. Only formulas name queries: `A / B * 100`.
 *
 * @throws FormulaError when a query that does not exist, is empty, or names itself is asked for
 */
export function compile(id: string, texts: ReadonlyMap<string, string>, variables: Variables, inside: readonly string[] = []): Compiled {
  const text = texts.get(id) ?? '';
  const out: Compiled = { text: '', pieces: [] };
  let copied = 0;
  const copy = (end: number) => {
    if (end > copied) out.pieces.push({ at: out.text.length, length: end - copied, id, from: copied });
    out.text += text.slice(copied, end);
    copied = end;
  };
  for (const token of tokens(text)) {
    const replacement = token.kind === 'variable' ? variable(token.text, variables) : null;
    const named = isFormula(id) && token.kind === 'name' && /^(?:[A-Z]|F\d+)$/.test(token.text);
    if (replacement === null && !named) continue;
    copy(token.at);
    if (replacement !== null) out.text += replacement;
    else append(out, part(id, token.text, token.at, texts, variables, inside));
    copied = token.at + token.text.length;
  }
  copy(text.length);
  return out;
}

function part(id: string, name: string, at: number, texts: ReadonlyMap<string, string>, variables: Variables, inside: readonly string[]): Compiled {
  if (!texts.has(name)) {
    const known = [...texts.keys()].filter((k) => k !== id).join(', ');
    throw new FormulaError(`There is no query ${name} (expected: ${known || 'a query above'})`, id, at);
  }
  if (name === id || inside.includes(name)) throw new FormulaError(`${name} would contain itself`, id, at);
  if (texts.get(name)!.trim() === '') throw new FormulaError(`Query ${name} is empty`, id, at);
  return compile(name, texts, variables, [...inside, id]);
}

function append(out: Compiled, inner: Compiled): void {
  const shift = out.text.length + 1;
  // A comment at its end would swallow the parenthesis.
  const closing = inner.text.includes('#') ? '\n)' : ')';
  out.text += `(${inner.text}${closing}`;
  out.pieces.push(...inner.pieces.map((p) => ({ ...p, at: p.at + shift })));
}

export function isFormula(id: string): boolean {
  return /^F\d+$/.test(id);
}

/** Where a position of the compiled text was written: in which query, at which character. */
export function locate(compiled: Compiled, position: number): { id: string; position: number } | null {
  const piece = compiled.pieces.find((p) => position >= p.at && position <= p.at + p.length) ?? compiled.pieces.filter((p) => p.at <= position).pop();
  return piece ? { id: piece.id, position: piece.from + Math.min(piece.length, Math.max(0, position - piece.at)) } : null;
}

/** The character that Prometheus means by `1:9: parse error …` or `PromQL info: … (1:9)`, or null. */
export function positionIn(message: string, text: string): number | null {
  const place = /^PromQL /.test(message) ? /\((\d+):(\d+)\)$/.exec(message) : /parse error|invalid parameter/.test(message) ? /(?:^|[\s"(])(\d+):(\d+):/.exec(message) : null;
  if (place === null) return null;
  const before = text.split('\n').slice(0, Number(place[1]) - 1);
  const at = before.reduce((sum, line) => sum + line.length + 1, 0) + Number(place[2]) - 1;
  return Math.min(Math.max(0, at), text.length);
}
