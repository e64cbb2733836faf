/**
 * Edits of the search bar's text: the facets, the value menu and the links all add and remove terms
 * of the form `field:value`. Works on terms, not on characters, so quoted values stay whole.
 */

export interface Term {
  text: string;
  start: number;
  end: number;
}

/** Splits at white space outside quotes and parentheses stay inside their term. */
export function terms(query: string): Term[] {
  const found: Term[] = [];
  let start = -1;
  let quote = false;
  for (let i = 0; i <= query.length; i++) {
    const c = query[i];
    const boundary = c === undefined || (!quote && /\s/.test(c));
    if (boundary) {
      if (start >= 0) found.push({ text: query.slice(start, i), start, end: i });
      start = -1;
      continue;
    }
    if (start < 0) start = i;
    if (c === '\\' && quote) i++;
    else if (c === '"') quote = !quote;
  }
  return found;
}

/** A value as the query language reads it: quoted when it holds more than a plain word. */
export function quoteValue(value: string): string {
  return /^[\w./@$%+-]+$/.test(value) && !/^(and|or|not)$/i.test(value)
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

/** Adds `field:value`, and takes away its opposite. */
export function include(query: string, field: string, value: string): string {
  const wanted = term(field, value);
  return addTerm(removeTerm(query, `-${wanted}`), wanted);
}

/** Adds `-field:value`, and takes away its opposite. */
export function exclude(query: string, field: string, value: string): string {
  const unwanted = `-${term(field, value)}`;
  return addTerm(removeTerm(query, unwanted.slice(1)), unwanted);
}

/** Leaves of that field only this value. */
export function only(query: string, field: string, value: string): string {
  return addTerm(clear(query, field), term(field, value));
}

/** Takes away every term on that field. */
export function clear(query: string, field: string): string {
  return terms(query)
    .filter((t) => !t.text.startsWith(`${field}:`) && !t.text.startsWith(`-${field}:`))
    .map((t) => t.text)
    .join(' ');
}

/** `included`, `excluded` or null. */
export function stateOf(query: string, field: string, value: string): 'included' | 'excluded' | null {
  const wanted = term(field, value);
  if (hasTerm(query, wanted)) return 'included';
  return hasTerm(query, `-${wanted}`) ? 'excluded' : null;
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
  const current = terms(query).find((t) => t.start <= position && position <= t.end);
  if (!current) return { kind: 'field', field: '', prefix: '', start: position, end: position };
  const lead = /^[-(!]*/.exec(current.text)![0].length;
  const start = current.start + lead;
  const typed = query.slice(start, position);
  const operator = /^([^:<>=!"\s]+)(:|>=|<=|>|<|!=|=)/.exec(typed);
  if (!operator) return { kind: 'field', field: '', prefix: typed, start, end: current.end };
  const prefix = typed.slice(operator[0].length).replace(/^"/, '');
  return { kind: 'value', field: operator[1]!, prefix, start: start + operator[0].length, end: current.end };
}

/** Plain words of the query, to highlight in messages. */
export function words(query: string): string[] {
  return terms(query)
    .map((t) => t.text)
    .filter((t) => !t.startsWith('-') && !/^[^":]+(:|>=|<=|>|<|!=|=)/.test(t) && !/^(and|or|not)$/i.test(t))
    .map((t) => t.replace(/^[("]+|[)"*]+$/g, ''))
    .filter((t) => t.length > 1);
}
