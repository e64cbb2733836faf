import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { LanguageType, newCompleteStrategy, promQLLanguage } from '@prometheus-io/codemirror-promql';
import { getJson } from '../lib/api.ts';
import { urlState } from '../lib/url-state.ts';
import type { CatalogueEntry } from './metric-types.ts';
import { catalogue, named, PROMETHEUS } from './prometheus.ts';
import { DOCS, VARIABLES } from './promql-docs.ts';
import { type Matcher as Own, selector } from './promql-tokens.ts';

/** A list longer than this is not read, it is typed on. */
const LISTED = 100;
const KEPT = 200;
const OPERATORS: Record<string, Own['op']> = { EqlSingle: '=', Neq: '!=', EqlRegex: '=~', NeqRegex: '!~' };

/** As Prometheus' package hands it over: operators are numbers of its grammar. */
interface Matcher {
  type: number;
  name: string;
  value: string;
}

/**
 * Names and values out of the store, searched by the server: a hundred of a hundred thousand come
 * over the wire. `cut` tells whether there were more, so that the next letter asks again.
 */
class StoreTerms {
  cut = false;
  /** What is typed of a label value, which Prometheus' package keeps to itself. */
  typed = '';
  private entries: CatalogueEntry[] = [];
  private readonly answers = new Map<string, Promise<unknown>>();
  private pending: AbortController | null = null;

  private once<T>(key: string, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { start, end } = urlState.range;
    const whole = `${key} ${Math.floor(start / 60e3)} ${Math.floor(end / 60e3)}`;
    const kept = this.answers.get(whole);
    if (kept) return kept as Promise<T>;
    this.pending?.abort();
    this.pending = new AbortController();
    const answer = ask(this.pending.signal);
    answer.catch(() => this.answers.delete(whole));
    this.answers.set(whole, answer);
    if (this.answers.size > KEPT) this.answers.delete(this.answers.keys().next().value!);
    return answer;
  }

  async metricNames(prefix = ''): Promise<string[]> {
    const found = await this.once(`names ${prefix}`, (signal) => catalogue(prefix, urlState.range, LISTED, signal)).catch(() => null);
    this.entries = found?.metrics ?? [];
    this.cut ||= found?.truncated ?? true;
    return this.entries.flatMap((e) => (e.names.length > 0 ? e.names : [e.name]));
  }

  entry(name: string): CatalogueEntry | undefined {
    return this.entries.find((e) => e.name === name || e.names.includes(name));
  }

  metricMetadata(): Promise<Record<string, Array<{ type: string; help: string }>>> {
    return Promise.resolve({});
  }

  async labelNames(metric?: string): Promise<string[]> {
    return this.list(`labels ${metric}`, 'labels', metric ? named(metric) : '');
  }

  async labelValues(label: string, metric?: string, matchers?: Matcher[]): Promise<string[]> {
    const others = (matchers ?? []).filter((m) => m.name !== label && m.value !== '').map((m) => ({ label: m.name, op: operatorOf(m), value: m.value }));
    const typed: Own[] = this.typed === '' ? [] : [{ label, op: '=~', value: `(?i).*${this.typed.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}.*` }];
    const name: Own[] = metric ? [{ label: '__name__', op: '=', value: metric }] : [];
    const all = [...name, ...others, ...typed];
    return this.list(`values ${label} ${JSON.stringify(all)}`, `label/${encodeURIComponent(label)}/values`, all.length > 0 ? selector('', all) : '');
  }

  private async list(key: string, path: string, match: string): Promise<string[]> {
    const { start, end } = urlState.range;
    const params = { 'match[]': match, start: start / 1000, end: end / 1000, limit: LISTED };
    const found = await this.once(key, (signal) => getJson<{ data: string[] }>(`${PROMETHEUS}/${path}`, params, signal)).catch(() => null);
    this.cut ||= (found?.data.length ?? LISTED) >= LISTED;
    return found?.data ?? [];
  }

  series(): Promise<Array<Map<string, string>>> {
    return Promise.resolve([]);
  }

  flags(): Promise<Record<string, string>> {
    return Promise.resolve({});
  }

  destroy(): void {
    this.pending?.abort();
  }
}

/** The operators by the numbers they have in the grammar of the installed version. */
const BY_NUMBER = new Map(promQLLanguage(LanguageType.PromQL).parser.nodeSet.types.flatMap((t) => (OPERATORS[t.name] ? [[t.id, OPERATORS[t.name]!] as const] : [])));

function operatorOf(matcher: Matcher): Own['op'] {
  return BY_NUMBER.get(matcher.type) ?? '=';
}

/** Completion of PromQL from the store, its functions with what they do. */
export class PromqlCompletion {
  private readonly terms = new StoreTerms();
  private readonly strategy = newCompleteStrategy({ remote: this.terms });

  async promQL(context: CompletionContext): Promise<CompletionResult | null> {
    const variable = context.matchBefore(/\$\w*/);
    if (variable) return { from: variable.from, options: VARIABLES.map((v) => ({ ...v, type: 'variable' })), validFor: /^\$\w*$/ };
    this.terms.cut = false;
    this.terms.typed = context.matchBefore(/(["'])(?:(?!\1).)*$/)?.text.slice(1) ?? '';
    const result = await this.strategy.promQL(context);
    if (!result || context.aborted) return null;
    const options = result.options.map((option) => this.explained(option));
    const { validFor, ...rest } = { ...result, options };
    return this.terms.cut || validFor === undefined ? rest : { ...rest, validFor };
  }

  private explained(option: Completion): Completion {
    const doc = option.type === 'constant' || option.type === 'text' ? undefined : DOCS.get(option.label);
    if (doc) return { ...option, detail: doc.signature.slice(option.label.length).replace(/instant-vector|range-vector/g, '').replace(/\s+([,)])/g, '$1'), info: doc.text };
    const entry = option.type === 'constant' ? this.terms.entry(option.label) : undefined;
    if (!entry) return option;
    const about = [entry.help, entry.unit && `Unit: ${entry.unit}`, `${entry.series.toLocaleString('en-US')} series`].filter(Boolean);
    return { ...option, detail: entry.type, info: about.join('\n'), boost: 1 };
  }

  destroy(): void {
    this.terms.destroy();
    this.strategy.destroy?.();
  }
}
