/** What `/prometheus/api/v1/targets` and `/api/clew/v1/scrape` answer, and how it is arranged. */

export type Labels = Record<string, string>;

export interface Target {
  discoveredLabels: Labels;
  labels: Labels;
  scrapePool: string;
  scrapeUrl: string;
  lastError: string;
  lastScrape: string;
  lastScrapeDuration: number;
  health: 'up' | 'down' | 'unknown';
  scrapeInterval: string;
  scrapeTimeout: string;
  samples: number;
  samplesKept: number;
  seriesAdded: number;
  duplicates: number;
  bodyBytes: number;
}

export interface Targets {
  activeTargets: Target[];
  droppedTargets: Array<{ discoveredLabels: Labels; scrapePool: string }>;
  droppedTargetCounts: Record<string, number>;
}

export interface Scraping {
  configFile: string;
  problem: string;
  notes: string[];
  pools: Array<{ name: string; problems: string[]; dropped: number }>;
}

export interface Job {
  name: string;
  targets: Target[];
  up: number;
  problems: string[];
  dropped: number;
}

const ORDER = { down: 0, unknown: 1, up: 2 };

/** The jobs with what `filter` leaves of their targets, trouble first. */
export function jobs(scraping: Scraping, targets: Targets, filter: (target: Target) => boolean): Job[] {
  const byName = new Map<string, Target[]>();
  for (const target of targets.activeTargets) {
    const list = byName.get(target.scrapePool);
    if (list) list.push(target);
    else byName.set(target.scrapePool, [target]);
  }
  return scraping.pools
    .map((pool) => {
      const all = byName.get(pool.name) ?? [];
      return {
        name: pool.name,
        targets: all.filter(filter).sort((a, b) => ORDER[a.health] - ORDER[b.health] || a.scrapeUrl.localeCompare(b.scrapeUrl)),
        up: all.filter((t) => t.health === 'up').length,
        problems: pool.problems,
        dropped: pool.dropped,
      };
    })
    .sort((a, b) => trouble(b) - trouble(a) || a.name.localeCompare(b.name));
}

function trouble(job: Job): number {
  return job.problems.length + job.targets.filter((t) => t.health === 'down').length > 0 ? 1 : 0;
}

/** Whether the typed text is somewhere in the address or the labels. */
export function contains(target: Target, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return true;
  const all = [target.scrapeUrl, target.lastError, ...Object.entries(target.labels).map(([k, v]) => `${k}="${v}"`)];
  return all.some((part) => part.toLowerCase().includes(wanted));
}

/** Prometheus' zero time stands for never. */
export function scrapedAt(target: Target): number | null {
  return target.lastScrape.startsWith('0001-') ? null : Date.parse(target.lastScrape);
}
