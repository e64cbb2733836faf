import { ApiError } from '../lib/api.ts';
import { compile, type Compiled, FormulaError, leastStep, locate, positionIn, type Variables } from './formula.ts';
import { exemplarsOf, type Exemplar, thinned } from './exemplars.ts';
import { classicHeat, type Heat, isClassic, isNative, nativeHeat, numberOf, quantileAt } from '../lib/heatmap.ts';
import { legends } from './legend-format.ts';
import { type Explain, type InstantSeries, type MatrixSeries, stepSeconds } from './metric-types.ts';
import { type PanelSpec, type QuerySpec, spanMillis, type View } from './panel-spec.ts';
import { factsOf, queryExemplars, queryInstant, queryRange, sampleSeconds } from './prometheus.ts';
import { selectorsOf, shapeOf, type Shape } from './promql-shape.ts';
import { type MetricFacts, type Unit, unitNamed, unitOf } from './units.ts';

export interface Range {
  start: number;
  end: number;
}

/** A line with where it comes from. */
export interface SeriesLine {
  label: string;
  values: Array<number | null>;
  labels: Record<string, string>;
  query: string;
  /** The same line of the earlier period. */
  before: boolean;
  color?: string;
}

export interface Problem {
  query: string;
  message: string;
  position: number | null;
}

/** The answer to one query of a panel. */
export interface Answered {
  query: QuerySpec;
  text: string;
  compiled: Compiled;
  shape: Shape | null;
  series: MatrixSeries[];
  instant: InstantSeries[];
  before: MatrixSeries[];
  warnings: string[];
  infos: string[];
  explain: Explain | null;
  millis: number;
}

/** All that a panel draws. */
export interface PanelData {
  range: Range;
  step: number;
  view: View;
  times: number[];
  answers: Answered[];
  lines: SeriesLine[];
  heat: Heat | null;
  unit: Unit;
  exemplars: Exemplar[];
  problems: Problem[];
  millis: number;
}

export interface PanelOptions {
  explain?: boolean;
  /** About so many points; fewer for a small panel. */
  points?: number;
}

const EXEMPLAR_STRETCHES = 60;
const POINTS = 240;
/** Seconds; nobody samples more often. */
const LEAST_STEP = 5;
const QUANTILES = [0.5, 0.95, 0.99];

function panelStep(spec: PanelSpec, range: Range, points: number, sampled: number): number {
  const least = Math.ceil((range.end - range.start) / 1000 / 10_000);
  if (spec.step > 0) return Math.max(spec.step, least);
  const counted = Math.max(...spec.queries.map((q) => leastStep(q.text, sampled)), 0);
  return stepSeconds(range.start, range.end, points, Math.max(LEAST_STEP, counted));
}

/** Seconds between the samples that a panel's windows must hold some of. */
function sampledEvery(spec: PanelSpec, range: Range): Promise<number> {
  const texts = spec.queries.filter((q) => !q.hidden && q.text.includes('$')).map((q) => q.text.replace(/\$\{?__\w+\}?/g, '1m'));
  return sampleSeconds(texts.flatMap((text) => selectorsOf(shapeOf(text)).map((s) => s.name)), range.end / 1000);
}

/** Asks for everything a panel shows; a query that fails leaves the others standing. */
export async function loadPanel(spec: PanelSpec, range: Range, options: PanelOptions, signal: AbortSignal): Promise<PanelData> {
  const began = performance.now();
  const sampled = await sampledEvery(spec, range);
  signal.throwIfAborted();
  const step = panelStep(spec, range, options.points ?? POINTS, sampled);
  const variables = { stepSeconds: step, rangeSeconds: (range.end - range.start) / 1000, sampleSeconds: sampled };
  const problems: Problem[] = [];
  const shown = spec.queries.filter((q) => !q.hidden && q.text.trim() !== '');
  const texts = new Map(spec.queries.map((q) => [q.id, q.text]));
  const parts = await Promise.all(shown.map((query) => answered(query, texts, spec, range, variables, options, signal).catch((e: unknown) => void problems.push(problem(e, query, texts, variables)))));
  signal.throwIfAborted();
  const answers = parts.filter((p): p is Answered => p !== undefined);
  const { facts, exemplars } = await beside(spec, answers, range, signal);
  return assemble(spec, range, step, answers, problems, facts, exemplars, performance.now() - began);
}

async function answered(
  query: QuerySpec, texts: Map<string, string>, spec: PanelSpec, range: Range, variables: Variables, options: PanelOptions, signal: AbortSignal,
): Promise<Answered> {
  const compiled = compile(query.id, texts, variables);
  const step = variables.stepSeconds;
  const { text } = compiled;
  const explain = options.explain ?? false;
  const began = performance.now();
  const empty = { query, text, compiled, shape: shapeOf(text), series: [], instant: [], before: [] };
  if (spec.view === 'table') {
    const answer = await queryInstant(text, range.end / 1000, explain, signal);
    const { result, resultType } = answer.data;
    const instant = resultType === 'scalar' || resultType === 'string' ? [{ metric: {}, value: result as [number, string] }] : (result as InstantSeries[]);
    return { ...empty, instant, warnings: answer.warnings ?? [], infos: answer.infos ?? [], explain: answer.data.explain ?? null, millis: performance.now() - began };
  }
  const times = gridOf(range, step);
  const window = { start: times[0]!, end: times[times.length - 1]!, step };
  const shift = Math.round(spanMillis(spec.before) / 1000);
  const [answer, earlier] = await Promise.all([
    queryRange(text, window, explain, signal),
    shift > 0 ? queryRange(text, { ...window, start: window.start - shift, end: window.end - shift }, false, signal) : null,
  ]);
  return {
    ...empty, series: answer.data.result, before: earlier ? earlier.data.result.map((s) => moved(s, shift)) : [],
    warnings: answer.warnings ?? [], infos: answer.infos ?? [], explain: answer.data.explain ?? null, millis: performance.now() - began,
  };
}

function moved(series: MatrixSeries, seconds: number): MatrixSeries {
  return { ...series, ...(series.values ? { values: series.values.map(([t, v]) => [t + seconds, v] as [number, string]) } : {}) };
}

function problem(e: unknown, query: QuerySpec, texts: Map<string, string>, variables: Variables): Problem {
  if (e instanceof FormulaError) return { query: e.id, message: e.message, position: e.position };
  if (!(e instanceof ApiError)) throw e;
  const compiled = compile(query.id, texts, variables);
  const position = e.position ?? positionIn(e.message, compiled.text);
  const place = position === null ? null : locate(compiled, position);
  const message = e.message.replace(/^invalid parameter "query": (?:\d+:\d+: )?/, '');
  return { query: place?.id ?? query.id, message, position: place?.position ?? null };
}

/** What decorates the answer: units of the metrics and exemplars. Neither may break the panel. */
async function beside(spec: PanelSpec, answers: Answered[], range: Range, signal: AbortSignal): Promise<{ facts: Map<string, MetricFacts>; exemplars: Exemplar[] }> {
  const names = answers.flatMap((a) => selectorsOf(a.shape).map((s) => s.name));
  const wanted = spec.exemplars && spec.view !== 'table' && spec.view !== 'stat' ? answers.filter((a) => mayHaveExemplars(a.shape)) : [];
  // Quantiles of one histogram have the same exemplars.
  const distinct = [...new Map(wanted.map((a) => [JSON.stringify(selectorsOf(a.shape)), a])).values()];
  const [facts, found] = await Promise.all([
    factsOf(names, range),
    Promise.all(distinct.map((a) => queryExemplars(a.text, range.start / 1000, range.end / 1000, signal).catch(() => []))),
  ]);
  return { facts, exemplars: thinned(exemplarsOf(found.flat()), range.start / 1000, range.end / 1000, EXEMPLAR_STRETCHES) };
}

function mayHaveExemplars(shape: Shape | null): boolean {
  return selectorsOf(shape).some((s) => s.range);
}

/** Steps of the range that are the same at every refresh. */
export function gridOf(range: Range, step: number): number[] {
  const from = Math.ceil(range.start / 1000 / step) * step;
  const to = Math.max(from, Math.floor(range.end / 1000 / step) * step);
  return Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step);
}

function assemble(
  spec: PanelSpec, range: Range, step: number, answers: Answered[], problems: Problem[], facts: Map<string, MetricFacts>, exemplars: Exemplar[], millis: number,
): PanelData {
  const times = gridOf(range, step);
  const all = answers.flatMap((a) => a.series);
  const heat = isNative(all) ? nativeHeat(all, times) : isClassic(all) ? classicHeat(all, times) : null;
  const view = spec.view || (heat && heat.max > 0 ? 'heatmap' : 'chart');
  const heatUnit = answers[0] ? unitOf({ kind: 'call', name: 'histogram_quantile', args: [{ kind: 'number', value: 0.5 }, answers[0].shape ?? { kind: 'string' }], by: null }, (n) => facts.get(n)) : unitNamed('none');
  const lines = view === 'table' ? [] : answers.flatMap((a) => [...linesOf(a, a.series, times, false, answers.length > 1), ...linesOf(a, a.before, times, true, answers.length > 1)]);
  const own = answers.map((a) => unitOf(a.shape, (n) => facts.get(n)));
  const native = isNative(all) && view !== 'heatmap';
  const unit = spec.unit ? unitNamed(spec.unit) : view === 'heatmap' || native ? heatUnit : common(own);
  return { range, step, view, times, answers, lines, heat, unit, exemplars, problems, millis };
}

/** One axis has one unit; values of different kinds share a plain number. */
function common(units: Unit[]): Unit {
  const first = units[0];
  const same = first && units.every((u) => u.base === first.base && u.factor === first.factor && u.perSecond === first.perSecond);
  return same && first.base !== 'number' ? first : unitNamed('none');
}

function linesOf(answer: Answered, series: MatrixSeries[], times: number[], before: boolean, several: boolean): SeriesLine[] {
  const native = series.filter((s) => s.histograms?.length);
  const plain = series.filter((s) => s.values?.length);
  const names = legends(answer.query.legend, plain.map((s) => s.metric), answer.query.text);
  const prefix = several && answer.query.legend === '' ? `${answer.query.id} · ` : '';
  const lines: SeriesLine[] = plain.map((s, i) => ({ label: prefix + names[i]!, values: valuesAt(s, times), labels: s.metric, query: answer.query.id, before, ...colored(names[i]!) }));
  if (native.length > 0) lines.push(...quantiles(answer, nativeHeat(native, times), prefix, before));
  return lines;
}

/** A histogram as lines: what half, 95 and 99 of a hundred stay below. */
function quantiles(answer: Answered, heat: Heat, prefix: string, before: boolean): SeriesLine[] {
  return QUANTILES.map((q) => ({
    label: `${prefix}p${q * 100}`, values: heat.times.map((_, t) => quantileAt(heat, t, q)), labels: {}, query: answer.query.id, before, ...colored(`p${q * 100}`),
  }));
}

/** Quantiles have the colours that the heatmap gives them. */
function colored(name: string): { color?: string } {
  const place = QUANTILES.findIndex((q) => name === `p${q * 100}`);
  return place < 0 ? {} : { color: `var(--heat-line-${place})` };
}

function valuesAt(series: MatrixSeries, times: number[]): Array<number | null> {
  const values = new Array<number | null>(times.length).fill(null);
  const step = times.length > 1 ? times[1]! - times[0]! : 1;
  for (const [t, v] of series.values ?? []) {
    const at = Math.round((t - times[0]!) / step);
    const number = numberOf(v);
    if (at >= 0 && at < values.length && Number.isFinite(number)) values[at] = number;
  }
  return values;
}
