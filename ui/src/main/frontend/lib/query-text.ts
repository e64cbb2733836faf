/**
 * Edits of the search bar's text: the facets, the value menu and the links all add and remove terms
 * of the form `field:value`. Works on terms, not on characters, so quoted values stay whole.
 */

export interface Term {
  text: string;
  start: number;
  end: number;
}

/** Who reads a text: the search, the search and then pipes over its result, or LogQL. */
export type Notation = 'search' | 'pipes' | 'logql';

const METRIC = /^\s*[a-z_]+\s*((by|without)\s*\([^)]*\)\s*)?\([^{]*\{/;

export function notationOf(query: string): Notation {
  if (query.trimStart().startsWith('{') || METRIC.test(query)) return 'logql';
  return pipeAt(query) < 0 ? 'search' : 'pipes';
}

/** Where the first pipe stands that is in no quotes and no regular expression, or -1. */
export function pipeAt(query: string): number {
  let quote = '';
  for (let i = 0; i < query.length; i++) {
    const c = query[i]!;
    if (quote !== '') {
      if (c === '\\') i++;
      else if (c === quote) quote = '';
    } else if (c === '"' || c === '`') quote = c;
    else if (c === '/' && /(^|[\s(:~=-])$/.test(query.slice(0, i))) i = Math.max(i, regexEnd(query, i));
    else if (c === '|') return i;
  }
  return -1;
}

/** The closing slash of a regular expression that begins at `start`, or -1 when it is a path. */
function regexEnd(query: string, start: number): number {
  for (let i = start + 2; i < query.length; i++) {
    if (query[i - 1] === '\\') i++;
    else if (query[i] === '/' && /^($|[\s)|])/.test(query.slice(i + 1))) return i;
  }
  return -1;
}

/** The text before the first pipe, which finds the lines, and the pipes with their bar. */
export function splitPipes(query: string): [search: string, pipes: string] {
  const at = pipeAt(query);
  return at < 0 ? [query, ''] : [query.slice(0, at).trimEnd(), query.slice(at)];
}

/** Changes only what finds the lines, and leaves the pipes behind it as they are. */
export function editSearch(query: string, edit: (search: string) => string): string {
  const [search, pipes] = splitPipes(query);
  return [edit(search), pipes].filter((part) => part !== '').join(' ');
}

/** Splits at white space outside quotes, regular expressions, parentheses and ranges. */
export function terms(query: string): Term[] {
  return split(query, true);
}

function split(query: string, grouped: boolean): Term[] {
  const found: Term[] = [];
  let start = -1;
  let quote = false;
  let depth = 0;
  for (let i = 0; i <= query.length; i++) {
    const c = query[i];
    const boundary = c === undefined || (!quote && depth === 0 && /\s/.test(c));
    if (boundary) {
      if (start >= 0) found.push({ text: query.slice(start, i), start, end: i });
      start = -1;
      continue;
    }
    const first = start < 0;
    if (first) start = i;
    if (c === '/' && !quote && (first || /[:(~-]/.test(query[i - 1]!))) i = Math.max(i, regexEnd(query, i));
    else if (c === '\\' && quote) i++;
    else if (c === '"') quote = !quote;
    else if (grouped && !quote && /[([{]/.test(c!)) depth++;
    else if (!quote && depth > 0 && /[)\]}]/.test(c!)) depth--;
  }
  return found;
}

/** A value as the query language reads it: quoted when it holds more than a plain word. */
export function quoteValue(value: string): string {
  const plain = /^[\w./@$%+-]+$/.test(value) && !/^(and|or|not|to)$/i.test(value);
  // A range, a network or a regular expression to the one who reads it.
  const other = value.includes('..') || /^[\d.]+\/\d+$/.test(value) || /^\/.*\/$/.test(value);
  return plain && !other
    ? value
    : `"${value.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;
}

export function term(field: string, value: string): string {
  return `${field}:${quoteValue(value)}`;
}

export function hasTerm(query: string, text: string): boolean {
  return terms(query).some((t) => t.text === text);
}

export function removeTerm(query: string, text: string): string {
  return terms(query)
    .filter((t) => t.text !== text)
    .map((t) => t.text)
    .join(' ');
}

export function addTerm(query: string, text: string): string {
  if (hasTerm(query, text)) return query.trim();
  return query.trim() === '' ? text : `${query.trim()} ${text}`;
}

/** The label of LogQL for a field; labels know no dots, and two have names of their own. */
export function labelOf(field: string): string {
  if (field === 'service') return 'service_name';
  return field === 'severity' ? 'detected_level' : field.replace(/\W/g, '_');
}

/** A label filter of LogQL. */
function labelFilter(field: string, operator: string, value: string): string {
  const label = labelOf(field);
  return `| ${label}${operator}"${value.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;
}

function addLabelFilter(query: string, filter: string): string {
  return query.includes(filter) ? query : `${query.trimEnd()} ${filter}`;
}

/** Adds `field:value`, and takes away its opposite. */
export function include(query: string, field: string, value: string): string {
  if (notationOf(query) === 'logql') return addLabelFilter(query, labelFilter(field, '=', value));
  return editSearch(query, (search) => includeTerm(search, field, value));
}

function includeTerm(query: string, field: string, value: string): string {
  const wanted = term(field, value);
  return addTerm(removeTerm(query, `-${wanted}`), wanted);
}

/** Adds `-field:value`, and takes away its opposite. */
export function exclude(query: string, field: string, value: string): string {
  if (notationOf(query) === 'logql') return addLabelFilter(query, labelFilter(field, '!=', value));
  const unwanted = `-${term(field, value)}`;
  return editSearch(query, (search) => addTerm(removeTerm(search, unwanted.slice(1)), unwanted));
}

/** Leaves of that field only this value. */
export function only(query: string, field: string, value: string): string {
  if (notationOf(query) === 'logql') return include(query, field, value);
  return editSearch(query, (search) => addTerm(clear(search, field), term(field, value)));
}

/** Takes `field:value` and its opposite away. */
export function without(query: string, field: string, value: string): string {
  const wanted = term(field, value);
  return editSearch(query, (search) => removeTerm(removeTerm(search, wanted), `-${wanted}`));
}

/** Takes away every term on that field. */
export function clear(query: string, field: string): string {
  return editSearch(query, (search) =>
    terms(search)
      .filter((t) => !t.text.startsWith(`${field}:`) && !t.text.startsWith(`-${field}:`))
      .map((t) => t.text)
      .join(' '),
  );
}

/** `included`, `excluded` or null. */
export function stateOf(query: string, field: string, value: string): 'included' | 'excluded' | null {
  const [search] = splitPipes(query);
  const wanted = term(field, value);
  if (hasTerm(search, wanted)) return 'included';
  return hasTerm(search, `-${wanted}`) ? 'excluded' : null;
}

/** The terms of a search that can each be left out, to find the one that leaves nothing over. */
export function removable(query: string): string[] {
  const [search] = splitPipes(query);
  const found = terms(search).map((t) => t.text);
  return found.some((t) => /^(or|not|\|\|)$/i.test(t)) ? [] : found.filter((t) => !/^(and|&&)$/i.test(t));
}

/** What the cursor is in, for completion: a field name, or the value of a field. */
export interface Cursor {
  kind: 'field' | 'value';
  field: string;
  prefix: string;
  /** The characters a chosen completion replaces. */
  start: number;
  end: number;
}

export function cursorAt(query: string, position: number): Cursor {
  const current = split(query, false).find((t) => t.start <= position && position <= t.end);
  if (!current) return { kind: 'field', field: '', prefix: '', start: position, end: position };
  const lead = /^[-(!,]*/.exec(current.text)![0].length;
  const start = current.start + lead;
  const typed = query.slice(start, position);
  const operator = /^([^:<>=!"\s]+)(:|>=|<=|>|<|!=|=)/.exec(typed);
  if (!operator) return { kind: 'field', field: '', prefix: typed, start, end: current.end };
  const prefix = typed.slice(operator[0].length).replace(/^"/, '');
  return { kind: 'value', field: operator[1]!, prefix, start: start + operator[0].length, end: current.end };
}

/** Plain words of the query, to highlight in messages. */
export function words(query: string): string[] {
  if (notationOf(query) === 'logql') {
    return [...query.matchAll(/\|=\s*(?:"((?:[^"\\]|\\.)+)"|`([^`]+)`)/g)].map((m) => m[1]?.replace(/\\(.)/g, '$1') ?? m[2]!);
  }
  return terms(splitPipes(query)[0])
    .map((t) => t.text)
    .filter((t) => !t.startsWith('-') && !/^[^":]+(:|>=|<=|>|<|!=|=)/.test(t) && !/^(and|or|not)$/i.test(t))
    .filter((t) => !/^\/.*\/$/.test(t))
    .map((t) => t.replace(/^[("*]+|[)"*]+$/g, ''))
    .filter((t) => t.length > 1);
}
