import { getJson, postForm, url } from '../lib/api.ts';
import type { CatalogueEntry, Catalogue, ExemplarSeries, InstantAnswer, InstantSeries, RangeAnswer } from './metric-types.ts';
import { quoted } from './promql-tokens.ts';
import type { MetricFacts } from './units.ts';

export const PROMETHEUS = '/prometheus/api/v1';

/** Longer addresses are refused by proxies. */
const LONGEST_ADDRESS = 3000;

function ask<T>(path: string, params: Record<string, string | number | boolean | null>, signal?: AbortSignal): Promise<T> {
  const address = url(`${PROMETHEUS}/${path}`, params);
  return address.length <= LONGEST_ADDRESS ? getJson<T>(`${PROMETHEUS}/${path}`, params, signal) : postForm<T>(`${PROMETHEUS}/${path}`, params, signal);
}

/** Times and step in seconds. */
export function queryRange(query: string, range: { start: number; end: number; step: number }, explain: boolean, signal?: AbortSignal): Promise<RangeAnswer> {
  return ask('query_range', { query, ...range, explain: explain || null }, signal);
}

export function queryInstant(query: string, time: number, explain: boolean, signal?: AbortSignal): Promise<InstantAnswer> {
  return ask('query', { query, time, explain: explain || null }, signal);
}

export async function queryExemplars(query: string, start: number, end: number, signal?: AbortSignal): Promise<ExemplarSeries[]> {
  return (await ask<{ data: ExemplarSeries[] }>('query_exemplars', { query, start, end }, signal)).data;
}

/** Times in milliseconds, as everywhere in Clew's own API. */
export function catalogue(search: string, range: { start: number; end: number }, limit: number, signal?: AbortSignal): Promise<Catalogue> {
  return getJson<Catalogue>('metrics/catalogue', { search, start: range.start, end: range.end, limit }, signal);
}

const known = new Map<string, Promise<CatalogueEntry | null>>();

/** The family a series name belongs to; asked for once. */
export function family(name: string, range: { start: number; end: number }): Promise<CatalogueEntry | null> {
  let found = known.get(name);
  if (!found) {
    const base = name.replace(/_(bucket|count|sum|total)$/, '');
    found = catalogue(base, range, 1000)
      .then((answer) => {
        for (const entry of answer.metrics) for (const one of [entry.name, ...entry.names]) if (one !== name) known.set(one, Promise.resolve(entry));
        return answer.metrics.find((m) => m.name === name || m.names.includes(name)) ?? answer.metrics.find((m) => m.name === base) ?? null;
      })
      .catch(() => {
        // Type and unit are a convenience: a chart without them is still a chart.
        known.delete(name);
        return null;
      });
    known.set(name, found);
  }
  return found;
}

/** Type and unit of metrics, by series name. */
export async function factsOf(names: readonly string[], range: { start: number; end: number }): Promise<Map<string, MetricFacts>> {
  const facts = new Map<string, MetricFacts>();
  await Promise.all(
    [...new Set(names)].filter((n) => n !== '').map(async (name) => {
      const entry = await family(name, range);
      if (entry) facts.set(name, entry);
    }),
  );
  return facts;
}

/** What is usual when a metric does not say: a scrape every 15 seconds. */
export const USUAL_SAMPLE_SECONDS = 15;

const distances = new Map<string, Promise<number>>();

/**
 * Seconds between two samples of the metrics, of the slowest of them: SDKs export every minute, scrapers
 * come every 15 seconds, and a window that holds one sample shows nothing. Asked for once a metric.
 */
export async function sampleSeconds(names: readonly string[], end: number): Promise<number> {
  const wanted = [...new Set(names)].filter((n) => n !== '');
  const found = await Promise.all(wanted.map((name) => {
    const asked = distances.get(name) ?? distanceOf(name, end);
    distances.set(name, asked);
    return asked;
  }));
  return Math.max(...found, USUAL_SAMPLE_SECONDS);
}

async function distanceOf(name: string, end: number): Promise<number> {
  try {
    for (const seconds of [600, 7200]) {
      const answer = await queryInstant(`max(count_over_time(${named(name)}[${seconds}s]))`, end, false);
      const value = (answer.data.result as InstantSeries[])[0]?.value;
      const samples = value ? Number(value[1]) : 0;
      if (samples >= INFORMATIVE) return Math.round(seconds / samples);
    }
  } catch {
    // Without it the usual is as good as it was.
  }
  distances.delete(name);
  return USUAL_SAMPLE_SECONDS;
}

/** Samples in a window that tell their distance. */
const INFORMATIVE = 4;

/** `match[]` of one metric, whatever characters it is named with. */
export function named(name: string): string {
  return `{__name__=${quoted(name)}}`;
}

