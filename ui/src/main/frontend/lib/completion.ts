import { cursorAt, labelOf, notationOf, pipeAt } from './query-text.ts';

/** A word of a language, with what it does. */
export interface Known {
  text: string;
  hint: string;
  /** The completion goes on behind it. */
  open?: boolean;
}

/** What can follow at the caret: fixed words, field names, or the values of a field. */
export interface Completion {
  /** Replaces the text from `start` to `end`. */
  start: number;
  end: number;
  prefix: string;
  known: Known[];
  /** Names of fields, each with this text behind it. */
  fields: { suffix: string; label: boolean } | null;
  /** Values of this field, written as {@link Completion.quoted} says. */
  values: string | null;
  quoted: boolean;
}

export const STAGES: readonly Known[] = [
  { text: 'stats', hint: 'count() by (field), sum(x), quantile(0.95, x)', open: true },
  { text: 'top', hint: 'the most frequent values', open: true },
  { text: 'uniq', hint: 'each value once', open: true },
  { text: 'sort', hint: 'by a field, desc', open: true },
  { text: 'limit', hint: 'so many rows', open: true },
  { text: 'offset', hint: 'not the first so many rows', open: true },
  { text: 'fields', hint: 'only these fields', open: true },
  { text: 'rename', hint: 'a field as another', open: true },
  { text: 'extract', hint: 'fields out of the text by a pattern', open: true },
  { text: 'json', hint: 'fields out of a JSON body', open: true },
  { text: 'logfmt', hint: 'fields out of key=value', open: true },
  { text: 'unpack', hint: 'what a shipper packed', open: true },
  { text: 'where', hint: 'rows that fulfil a condition', open: true },
  { text: 'eval', hint: 'name = expression', open: true },
  { text: 'replace', hint: 'a text by another', open: true },
  { text: 'format', hint: '"<field> …" as name', open: true },
  { text: 'dedup', hint: 'the first line of each value', open: true },
  { text: 'sample', hint: 'a share of the lines', open: true },
];

export const FUNCTIONS: readonly Known[] = [
  { text: 'count()', hint: 'lines' },
  { text: 'count_distinct(', hint: 'different values', open: true },
  { text: 'sum(', hint: 'of a field', open: true },
  { text: 'avg(', hint: 'of a field', open: true },
  { text: 'min(', hint: 'of a field', open: true },
  { text: 'max(', hint: 'of a field', open: true },
  { text: 'median(', hint: 'of a field', open: true },
  { text: 'quantile(', hint: '0.95, field', open: true },
  { text: 'stddev(', hint: 'of a field', open: true },
  { text: 'rate()', hint: 'lines per second' },
  { text: 'first(', hint: 'of a field, by time', open: true },
  { text: 'last(', hint: 'of a field, by time', open: true },
  { text: 'values(', hint: 'all of a field, as a list', open: true },
  { text: 'by (', hint: 'a group for each value', open: true },
];

const LOGQL_STAGES: readonly Known[] = [
  { text: '|= "', hint: 'contains', open: true },
  { text: '!= "', hint: 'does not contain', open: true },
  { text: '|~ "', hint: 'matches', open: true },
  { text: '| json', hint: 'fields out of a JSON line' },
  { text: '| logfmt', hint: 'fields out of key=value' },
  { text: '| pattern "', hint: '<_> level=<level> <_>', open: true },
  { text: '| regexp "', hint: '(?P<name>…)', open: true },
  { text: '| line_format "', hint: '{{.field}}', open: true },
  { text: '| label_format ', hint: 'name=other', open: true },
  { text: '| unwrap ', hint: 'a number out of a label', open: true },
  { text: '| decolorize', hint: 'without terminal colours' },
  { text: '| drop ', hint: 'labels', open: true },
  { text: '| keep ', hint: 'labels', open: true },
];

function of(start: number, end: number, prefix: string): Completion {
  return { start, end, prefix, known: [], fields: null, values: null, quoted: false };
}

/** The known words that contain what is typed, those that begin with it first. */
export function matching(known: readonly Known[], prefix: string): Known[] {
  const typed = prefix.toLowerCase();
  return known
    .filter((k) => k.text.toLowerCase().includes(typed))
    .sort((a, b) => Number(b.text.toLowerCase().startsWith(typed)) - Number(a.text.toLowerCase().startsWith(typed)));
}

/** What the caret is in. */
export function completionAt(text: string, caret: number): Completion {
  if (notationOf(text) === 'logql') return logql(text, caret);
  const pipe = pipeAt(text);
  if (pipe < 0 || caret <= pipe) {
    const at = cursorAt(text, caret);
    const found = of(at.start, at.end, at.prefix);
    if (at.kind === 'value') return { ...found, values: at.field, quoted: true };
    return { ...found, fields: { suffix: ':', label: false }, known: at.prefix === '' && text.slice(0, caret).trim() !== '' ? [{ text: '| ', hint: 'analyse what was found', open: true }] : [] };
  }
  return piped(text, caret);
}

function piped(text: string, caret: number): Completion {
  const stage = text.slice(text.lastIndexOf('|', caret - 1) + 1, caret);
  const typed = /[\w.@/-]*$/.exec(stage)![0];
  const end = caret + /^[\w.@/-]*/.exec(text.slice(caret))![0].length;
  const found = of(caret - typed.length, end, typed);
  const name = /^\s*(\w+)\s/.exec(stage)?.[1];
  if (name === undefined) return { ...found, known: matching(STAGES, typed) };
  const inside = stage.lastIndexOf('(') > stage.lastIndexOf(')');
  if (name === 'stats' && !inside) return { ...found, known: matching(FUNCTIONS, typed) };
  if (['limit', 'offset', 'sample'].includes(name)) return found;
  const value = /([\w.@/-]+)\s*(?:=|!=|:)\s*"?([^"\s]*)$/.exec(stage);
  if (name === 'where' && value) return { ...of(caret - value[2]!.length, end, value[2]!), values: value[1]!, quoted: true };
  return { ...found, fields: { suffix: '', label: false } };
}

function logql(text: string, caret: number): Completion {
  const before = text.slice(0, caret);
  const open = before.lastIndexOf('{');
  if (open >= 0 && before.indexOf('}', open) < 0) {
    const value = /([\w.]+)\s*(?:=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)$/.exec(before.slice(open));
    if (value) return { ...of(caret - value[2]!.length, caret + /^[^"]*/.exec(text.slice(caret))![0].length, value[2]!), values: value[1]! };
    const typed = /\w*$/.exec(before)![0];
    return { ...of(caret - typed.length, caret, typed), fields: { suffix: '="', label: true } };
  }
  if (/"[^"]*$/.test(before) && (before.match(/"/g)?.length ?? 0) % 2 === 1) return of(caret, caret, '');
  const typed = /(\|?\s*\w*)$/.exec(before)![0].trimStart();
  return { ...of(caret - typed.length, caret, typed), known: matching(LOGQL_STAGES, typed.replace(/^\|\s*/, '')) };
}

/** The field that a label of LogQL stands for, as the API names it. */
export function fieldOfLabel(label: string, fields: readonly string[]): string {
  return ['service', 'severity'].find((f) => labelOf(f) === label) ?? fields.find((f) => f === label) ?? fields.find((f) => labelOf(f) === label) ?? label;
}
