/** The answers of `GET /api/clew/v1/alerts` and `/alerts/history`, see `docs/http-api.md`. */

export interface ActiveAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  state: string;
  activeAt: string;
  firedAt?: string;
  value: number;
}

export interface Rule {
  kind: 'alert' | 'record';
  name: string;
  expression: string;
  forSeconds: number;
  state: string;
  health: string;
  lastError: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  alerts: ActiveAlert[];
}

export interface RuleGroup {
  name: string;
  file: string;
  language: 'promql' | 'logql';
  intervalSeconds: number;
  lastEvaluation: string;
  evaluationMillis: number;
  rules: Rule[];
}

export interface Notification {
  time: string;
  receiver: string;
  status: string;
  alerts: number;
  groupLabels: Record<string, string>;
  outcome: string;
  attempts: number;
  error: string;
}

export interface Alerts {
  groups: RuleGroup[];
  fileErrors: Array<{ file: string; line: number; column: number; message: string }>;
  notifications: Notification[];
  firing: number;
  pending: number;
}

export interface Transition {
  time: string;
  rule: string;
  group: string;
  labels: Record<string, string>;
  from: string;
  to: string;
  value: number;
}

/** A stretch of one state, as shares of the range, 0 to 1. */
export interface Stretch {
  state: string;
  from: number;
  to: number;
}

const RANK: Record<string, number> = { inactive: 0, pending: 1, firing: 2 };

/**
 * The worst state of a rule over a range, from its state changes and its state now. Alerts of one
 * rule overlap: firing wins over pending, pending over inactive.
 */
export function timeline(transitions: Transition[], now: string, startMillis: number, endMillis: number): Stretch[] {
  const ordered = [...transitions].sort((a, b) => Number(a.time.length - b.time.length) || (a.time < b.time ? -1 : 1));
  const states = new Map<string, string>();
  for (const t of ordered) {
    const key = keyOf(t.labels);
    if (!states.has(key)) states.set(key, t.from);
  }
  const worst = () => [...states.values()].reduce((a, b) => ((RANK[b] ?? 0) > (RANK[a] ?? 0) ? b : a), 'inactive');
  const stretches: Stretch[] = [];
  let from = 0;
  let state = ordered.length === 0 ? now : worst();
  for (const t of ordered) {
    const at = Math.min(1, Math.max(0, (Number(t.time.slice(0, -6)) - startMillis) / (endMillis - startMillis)));
    states.set(keyOf(t.labels), t.to);
    const next = worst();
    if (next === state) continue;
    if (at > from) stretches.push({ state, from, to: at });
    from = at;
    state = next;
  }
  stretches.push({ state, from, to: 1 });
  return stretches;
}

function keyOf(labels: Record<string, string>): string {
  return Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('\u0000');
}
