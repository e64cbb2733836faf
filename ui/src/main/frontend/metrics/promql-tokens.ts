/** Words of PromQL, as far as the page must understand a query without asking the server. */
export type TokenKind = 'name' | 'number' | 'string' | 'variable' | 'operator' | 'open' | 'close';

export interface Token {
  kind: TokenKind;
  text: string;
  at: number;
}

const SPACE = /[ \t\r\n]+|#[^\n]*/y;
const PATTERNS: Array<[TokenKind, RegExp]> = [
  ['string', /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/y],
  ['variable', /\$(?:__)?[a-zA-Z]\w*|\$\{[^}]*\}/y],
  ['number', /(?:\d+(?:ms|[smhdwy]))+(?![\w.])|0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['name', /[a-zA-Z_:][\w:]*/y],
  ['open', /[([{]/y],
  ['close', /[)\]}]/y],
  ['operator', /==|!=|=~|!~|>=|<=|[-+*/%^<>=,@:!.~]/y],
];

/** The tokens of a text; a character that belongs to none ends the list (it is half-typed). */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < text.length) {
    SPACE.lastIndex = at;
    const space = SPACE.exec(text);
    if (space) {
      at += space[0].length;
      continue;
    }
    const token = next(text, at);
    if (!token) break;
    found.push(token);
    at += token.text.length;
  }
  return found;
}

function next(text: string, at: number): Token | null {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return { kind, text: match[0], at };
  }
  return null;
}

/** The value of a PromQL string with its quotes. */
export function unquoted(quoted: string): string {
  const inner = quoted.slice(1, -1);
  if (quoted.startsWith('`')) return inner;
  return inner.replace(/\\(n|t|r|.)/g, (_, c: string) => ({ n: '\n', t: '\t', r: '\r' })[c] ?? c);
}

export function quoted(value: string): string {
  return `"${value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}

export const isLegacyName = (name: string): boolean => /^[a-zA-Z_:][\w:]*$/.test(name);
const isLegacyLabel = (name: string): boolean => /^[a-zA-Z_]\w*$/.test(name);

export type MatchOperator = '=' | '!=' | '=~' | '!~';

export interface Matcher {
  label: string;
  op: MatchOperator;
  value: string;
}

/** A label name as it stands in a selector or a grouping: quoted when Prometheus 2 did not know it. */
export function labelText(name: string): string {
  return isLegacyLabel(name) ? name : quoted(name);
}

/** `name{a="b"}`; a name with other characters stands in the braces. */
export function selector(name: string, matchers: readonly Matcher[] = []): string {
  const inner = matchers.map((m) => `${labelText(m.label)}${m.op}${quoted(m.value)}`);
  if (name !== '' && !isLegacyName(name)) return `{${[quoted(name), ...inner].join(', ')}}`;
  return inner.length === 0 && name !== '' ? name : `${name}{${inner.join(', ')}}`;
}
