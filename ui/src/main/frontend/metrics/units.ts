import { bytes, compact, duration, percent } from '../lib/format.ts';
import { type Shape, AGGREGATIONS } from './promql-shape.ts';

/** What the values of a query are: a base unit, perhaps per second. `factor` leads to the base. */
export interface Unit {
  base: 'seconds' | 'bytes' | 'bits' | 'ratio' | 'percent' | 'celsius' | 'none' | 'number' | 'timestamp';
  perSecond: boolean;
  factor: number;
}

const of = (base: Unit['base'], factor = 1, perSecond = false): Unit => ({ base, factor, perSecond });
const NONE = of('none');

/** Units as OpenTelemetry (UCUM) and Prometheus write them. */
const SPELLINGS: Record<string, Unit> = {
  s: of('seconds'), seconds: of('seconds'), second: of('seconds'),
  ms: of('seconds', 1e-3), milliseconds: of('seconds', 1e-3), us: of('seconds', 1e-6), microseconds: of('seconds', 1e-6),
  ns: of('seconds', 1e-9), nanoseconds: of('seconds', 1e-9), min: of('seconds', 60), minutes: of('seconds', 60), h: of('seconds', 3600), hours: of('seconds', 3600), d: of('seconds', 86400), days: of('seconds', 86400),
  By: of('bytes'), bytes: of('bytes'), byte: of('bytes'), KiBy: of('bytes', 1024), kibibytes: of('bytes', 1024), MiBy: of('bytes', 1024 ** 2), mebibytes: of('bytes', 1024 ** 2), GiBy: of('bytes', 1024 ** 3), gibibytes: of('bytes', 1024 ** 3),
  kBy: of('bytes', 1e3), kilobytes: of('bytes', 1e3), MBy: of('bytes', 1e6), megabytes: of('bytes', 1e6), bit: of('bits'), bits: of('bits'),
  ratio: of('ratio'), '%': of('percent'), percent: of('percent'), Cel: of('celsius'), celsius: of('celsius'), none: NONE,
};

/** The choices of the unit menu, by what the address holds. */
export const UNIT_CHOICES: ReadonlyArray<[string, string]> = [
  ['', 'auto'], ['none', 'number'], ['s', 'seconds'], ['ms', 'milliseconds'], ['By', 'bytes'], ['By/s', 'bytes per second'], ['/s', 'per second'], ['ratio', 'share of 1'], ['%', 'percent'], ['bit/s', 'bits per second'],
];

export function unitNamed(text: string): Unit {
  const [name, per] = text.split('/') as [string, string?];
  const base = SPELLINGS[name] ?? NONE;
  return per === 's' ? { ...base, perSecond: true } : base;
}

export interface MetricFacts {
  type: string;
  unit: string;
}

/** The unit of a metric: what was sent with it, else the end of its name. */
export function metricUnit(name: string, facts: MetricFacts | undefined): Unit {
  if (/_(bucket|count)$/.test(name)) return NONE;
  const bare = name.replace(/_(total|sum)$/, '');
  if (/_timestamp_seconds$/.test(bare)) return of('timestamp');
  // Prometheus' names are in base units whatever the sender's were.
  const last = /_(seconds|milliseconds|bytes|bits|ratio|percent|celsius)$/.exec(bare)?.[1];
  if (last) return SPELLINGS[last]!;
  if (facts?.unit === '1') return /utili[sz]ation|ratio/.test(bare) ? of('ratio') : NONE;
  return (facts && SPELLINGS[facts.unit]) || NONE;
}

const SAME = new Set([
  'abs', 'ceil', 'floor', 'round', 'sort', 'sort_desc', 'sort_by_label', 'sort_by_label_desc', 'increase', 'delta', 'idelta', 'predict_linear', 'double_exponential_smoothing', 'holt_winters',
  'avg_over_time', 'min_over_time', 'max_over_time', 'sum_over_time', 'last_over_time', 'first_over_time', 'stddev_over_time', 'mad_over_time', 'clamp', 'clamp_min', 'clamp_max',
  'label_replace', 'label_join', 'histogram_avg', 'histogram_stddev', 'scalar', 'vector', 'sum', 'avg', 'min', 'max', 'stddev', 'info',
]);
const SECOND_ARGUMENT = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio', 'quantile', 'quantile_over_time', 'histogram_quantile']);
const RATES = new Set(['rate', 'irate', 'deriv']);

/** The unit of a query's values; `facts` knows the metrics' own. */
export function unitOf(shape: Shape | null, facts: (metric: string) => MetricFacts | undefined): Unit {
  if (shape === null) return NONE;
  switch (shape.kind) {
    case 'number':
      return of('number');
    case 'string':
      return NONE;
    case 'selector':
      return metricUnit(shape.name, facts(shape.name));
    case 'binary':
      return ofBinary(shape, facts);
    case 'call':
      return ofCall(shape, facts);
  }
}

function ofCall(shape: Extract<Shape, { kind: 'call' }>, facts: (metric: string) => MetricFacts | undefined): Unit {
  const argument = (i: number) => unitOf(shape.args[i] ?? null, facts);
  const { name } = shape;
  if (RATES.has(name)) return perSecond(argument(0));
  if (name === 'histogram_quantile') return { ...quantileUnit(shape.args[1] ?? null, facts), perSecond: false };
  if (name === 'histogram_avg' || name === 'histogram_stddev') return { ...argument(0), perSecond: false };
  if (name === 'histogram_fraction') return of('ratio');
  if (name === 'histogram_count') return of('none', 1, perSecondOf(shape.args[0] ?? null));
  if (name === 'time' || name === 'timestamp') return of('timestamp');
  if (SECOND_ARGUMENT.has(name)) return argument(1);
  if (SAME.has(name)) return argument(0);
  return AGGREGATIONS.has(name) ? NONE : NONE;
}

/** Of buckets the bounds count, not the counts. */
function quantileUnit(shape: Shape | null, facts: (metric: string) => MetricFacts | undefined): Unit {
  if (shape?.kind === 'selector') return metricUnit(shape.name.replace(/_bucket$/, ''), facts(shape.name.replace(/_bucket$/, '')) ?? facts(shape.name));
  if (shape?.kind === 'call') return quantileUnit(shape.args[shape.args.length - 1] ?? null, facts);
  return shape?.kind === 'binary' ? quantileUnit(shape.left, facts) : NONE;
}

function perSecondOf(shape: Shape | null): boolean {
  return shape?.kind === 'call' && (RATES.has(shape.name) || shape.args.some(perSecondOf));
}

/** Seconds per second are a share of one (of a CPU, of the time). */
function perSecond(unit: Unit): Unit {
  if (unit.base === 'seconds') return of('ratio', unit.factor);
  return { ...unit, perSecond: true };
}

function ofBinary(shape: Extract<Shape, { kind: 'binary' }>, facts: (metric: string) => MetricFacts | undefined): Unit {
  if (shape.bool) return NONE;
  const left = unitOf(shape.left, facts);
  const right = unitOf(shape.right, facts);
  if (shape.op === '*') return product(left, right, shape);
  if (shape.op === '/') return quotient(left, right);
  if (shape.op === '^' || shape.op === 'atan2') return NONE;
  if (left.base === 'timestamp' && right.base === 'timestamp' && shape.op === '-') return of('seconds');
  return left.base === 'number' ? right : left;
}

function product(left: Unit, right: Unit, shape: Extract<Shape, { kind: 'binary' }>): Unit {
  const [unit, other] = left.base === 'number' ? [right, shape.left] : [left, shape.right];
  if (other.kind !== 'number') return left.base === 'ratio' ? right : right.base === 'ratio' || right.base === 'none' ? left : NONE;
  if (unit.base === 'ratio' && other.value === 100) return of('percent');
  if (unit.base === 'bytes' && other.value === 8) return { ...unit, base: 'bits' };
  if (unit.base === 'seconds' && other.value === 1000) return { ...unit, factor: unit.factor / 1000 };
  return unit.base === 'number' || (unit.base === 'none' && !unit.perSecond) ? NONE : other.value === 1 ? unit : NONE;
}

function quotient(left: Unit, right: Unit): Unit {
  if (right.base === 'number') return left.base === 'none' ? left : NONE;
  if (left.base === 'number') return NONE;
  if (left.base === 'ratio' && right.base === 'none' && right.perSecond) return of('seconds', left.factor);
  if (left.base === right.base) return left.perSecond === right.perSecond ? of('ratio', left.factor / right.factor) : NONE;
  if (right.base === 'none') return { ...left, perSecond: left.perSecond && !right.perSecond };
  if (right.base === 'seconds') return { ...left, perSecond: true };
  return NONE;
}

/** A value with its unit, short. */
export function formatUnit(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const v = value * unit.factor;
  const per = unit.perSecond ? '/s' : '';
  switch (unit.base) {
    case 'seconds':
      return duration(v * 1e9) + per;
    case 'bytes':
      return bytes(v) + per;
    case 'bits':
      return `${compact(v)}bit${per}`.replace(/(\d)bit/, '$1 bit');
    case 'ratio':
      return signedPercent(v) + per;
    case 'percent':
      return `${compact(v)} %`;
    case 'celsius':
      return `${compact(v)} °C`;
    default:
      return compact(v) + per;
  }
}

function signedPercent(ratio: number): string {
  return ratio < 0 ? `-${percent(-ratio)}` : percent(ratio);
}

/** Distances between the ticks of an axis that are round in the unit, in the unit of the values. */
export function increments(unit: Unit): number[] | null {
  if (unit.base === 'bytes') return Array.from({ length: 54 }, (_, i) => 2 ** i / unit.factor);
  if (unit.base !== 'seconds') return null;
  const small = Array.from({ length: 10 }, (_, i) => [1, 2, 5].map((n) => (n * 10 ** i) / 1e9)).flat();
  const large = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 432000, 864000, 8640000];
  return [...small.filter((n) => n < 10), ...large].map((n) => n / unit.factor);
}

/** The ticks of an axis; where the short form would name two alike, digits are added. */
export function axisLabels(ticks: readonly number[], unit: Unit): string[] {
  const labels = ticks.map((t) => formatUnit(t, unit));
  if (new Set(labels).size === labels.length) return labels;
  if (unit.base === 'ratio' || unit.base === 'percent') {
    const digits = digitsFor(ticks.map((t) => (unit.base === 'ratio' ? t * 100 : t)));
    return ticks.map((t) => `${(t * unit.factor * (unit.base === 'ratio' ? 100 : 1)).toFixed(digits)} %`);
  }
  const digits = digitsFor(ticks);
  return ticks.map((t) => (t * unit.factor).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }));
}

function digitsFor(ticks: readonly number[]): number {
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0));
  return step > 0 ? Math.min(12, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9))) : 0;
}
