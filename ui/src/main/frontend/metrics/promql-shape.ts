import { type Matcher, type MatchOperator, type Token, tokens, unquoted } from './promql-tokens.ts';

/**
 * The shape of a query: enough of its tree to know its units, its metrics and its services. The
 * server alone decides what is valid; what is not understood here has no shape.
 */
export type Shape =
  | { kind: 'selector'; name: string; matchers: Matcher[]; range: boolean }
  | { kind: 'call'; name: string; args: Shape[]; by: string[] | null }
  | { kind: 'binary'; op: string; left: Shape; right: Shape; bool: boolean }
  | { kind: 'number'; value: number }
  | { kind: 'string' };

const PRECEDENCE: Record<string, number> = {
  or: 1, and: 2, unless: 2, '==': 3, '!=': 3, '<': 3, '<=': 3, '>': 3, '>=': 3, '+': 4, '-': 4, '*': 5, '/': 5, '%': 5, atan2: 5, '^': 6,
};
const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=']);
export const AGGREGATIONS = new Set([
  'sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar', 'topk', 'bottomk', 'limitk', 'limit_ratio', 'quantile', 'count_values',
]);

/** The shape of a query, or null when it is not understood. */
export function shapeOf(text: string): Shape | null {
  const reader = new Reader(tokens(text));
  try {
    const shape = reader.expression(0);
    return reader.done ? shape : null;
  } catch (e) {
    if (e instanceof NotUnderstood) return null;
    throw e;
  }
}

/** Every selector of a query, outermost first. */
export function selectorsOf(shape: Shape | null): Array<Extract<Shape, { kind: 'selector' }>> {
  if (shape === null) return [];
  if (shape.kind === 'selector') return [shape];
  if (shape.kind === 'call') return shape.args.flatMap(selectorsOf);
  return shape.kind === 'binary' ? [...selectorsOf(shape.left), ...selectorsOf(shape.right)] : [];
}

/** The services a query names by equality: where its logs and traces are. */
export function servicesOf(shape: Shape | null): string[] {
  const named = selectorsOf(shape).flatMap((s) => s.matchers.filter((m) => (m.label === 'service_name' || m.label === 'service') && m.op === '=' && m.value !== ''));
  return [...new Set(named.map((m) => m.value))];
}

class NotUnderstood extends Error {}

class Reader {
  private readonly all: Token[];
  private at = 0;

  constructor(all: Token[]) {
    this.all = all;
  }

  get done(): boolean {
    return this.at === this.all.length;
  }

  private peek(ahead = 0): string {
    return this.all[this.at + ahead]?.text ?? '';
  }

  private take(text?: string): Token {
    const token = this.all[this.at];
    if (!token || (text !== undefined && token.text !== text)) throw new NotUnderstood();
    this.at++;
    return token;
  }

  private skip(text: string): boolean {
    if (this.peek() !== text) return false;
    this.at++;
    return true;
  }

  expression(least: number): Shape {
    let left = this.unary();
    for (;;) {
      const op = this.peek().toLowerCase();
      const precedence = PRECEDENCE[op];
      if (precedence === undefined || precedence < least) return left;
      this.at++;
      const bool = this.modifiers();
      const right = this.expression(op === '^' ? precedence : precedence + 1);
      left = { kind: 'binary', op, left, right, bool: bool && COMPARISONS.has(op) };
    }
  }

  private modifiers(): boolean {
    let bool = false;
    while (/^(bool|on|ignoring|group_left|group_right|fill|fill_left|fill_right)$/.test(this.peek())) {
      if (this.take().text === 'bool') bool = true;
      if (this.peek() === '(') this.parenthesised();
    }
    return bool;
  }

  private unary(): Shape {
    if (this.skip('-') || this.skip('+')) return this.unary();
    let shape = this.primary();
    for (;;) {
      if (this.peek() === '[') {
        this.bracketed();
        if (shape.kind === 'selector') shape = { ...shape, range: true };
      } else if (this.skip('offset')) {
        this.skip('-');
        this.take();
      } else if (this.skip('@')) {
        if (this.take().kind === 'name' && this.peek() === '(') this.parenthesised();
      } else return shape;
    }
  }

  private primary(): Shape {
    const token = this.take();
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.kind === 'string') return { kind: 'string' };
    if (token.text === '(') {
      const inner = this.expression(0);
      this.take(')');
      return inner;
    }
    if (token.text === '{') return this.selector('');
    if (token.kind !== 'name') throw new NotUnderstood();
    const called = this.peek() === '(' || (AGGREGATIONS.has(token.text) && /^(by|without)$/.test(this.peek()));
    if (called) return this.call(token.text);
    if (/^(inf|nan)$/i.test(token.text)) return { kind: 'number', value: Number.NaN };
    if (this.skip('{')) return this.selector(token.text);
    return { kind: 'selector', name: token.text, matchers: [], range: false };
  }

  private call(name: string): Shape {
    let by = this.grouping();
    this.take('(');
    const args: Shape[] = [];
    while (!this.skip(')')) {
      args.push(this.expression(0));
      if (this.peek() !== ')') this.take(',');
    }
    by ??= AGGREGATIONS.has(name) ? this.grouping() : null;
    return { kind: 'call', name, args, by };
  }

  private grouping(): string[] | null {
    const word = this.peek();
    if (word !== 'by' && word !== 'without') return null;
    this.at++;
    const names = this.parenthesised();
    return word === 'by' ? names : null;
  }

  private selector(name: string): Shape {
    const matchers: Matcher[] = [];
    let metric = name;
    while (!this.skip('}')) {
      const label = this.take();
      const text = label.kind === 'string' ? unquoted(label.text) : label.text;
      if (/^(=|!=|=~|!~)$/.test(this.peek())) {
        const op = this.take().text as MatchOperator;
        const value = this.take();
        matchers.push({ label: text, op, value: value.kind === 'string' ? unquoted(value.text) : value.text });
      } else if (label.kind === 'string') metric = text;
      else throw new NotUnderstood();
      if (this.peek() !== '}') this.take(',');
    }
    const named = matchers.find((m) => m.label === '__name__' && m.op === '=');
    return { kind: 'selector', name: metric || (named?.value ?? ''), matchers, range: false };
  }

  /** The words between parentheses, which are passed over. */
  private parenthesised(): string[] {
    const words: string[] = [];
    this.take('(');
    while (!this.skip(')')) {
      const token = this.take();
      if (token.kind === 'name') words.push(token.text);
      if (token.kind === 'string') words.push(unquoted(token.text));
    }
    return words;
  }

  private bracketed(): void {
    let depth = 0;
    do {
      const text = this.take().text;
      if (text === '[') depth++;
      if (text === ']') depth--;
    } while (depth > 0);
  }
}
