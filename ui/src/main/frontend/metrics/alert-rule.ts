import { selectorsOf, shapeOf } from './promql-shape.ts';

/** A Prometheus alerting rule as YAML: fires when the expression stays above (or below) a value. */
export function alertRule(expression: string, comparison: '>' | '<', threshold: number, minutes: number, summary: string): string {
  const whole = /(\s(and|or|unless)\s|[=<>]|^[^(]*[-+])/.test(expression.replace(/\{[^}]*\}/g, '')) ? `(${expression})` : expression;
  const lines = `${whole} ${comparison} ${threshold}`.split('\n');
  return [
    'groups:',
    '  - name: from-metrics',
    '    rules:',
    `      - alert: ${nameOf(expression)}`,
    '        expr: |',
    ...lines.map((l) => `          ${l}`),
    `        for: ${minutes}m`,
    '        labels:',
    '          severity: warning',
    '        annotations:',
    `          summary: ${JSON.stringify(summary)}`,
    '',
  ].join('\n');
}

/** A name out of the first metric: `http_requests_total` becomes `HttpRequests`. */
export function nameOf(expression: string): string {
  const metric = selectorsOf(shapeOf(expression))[0]?.name || 'Query';
  const words = metric.replace(/_(total|bucket|count|sum|seconds|bytes)\b/g, '').split(/[_:]+/).filter(Boolean);
  return words.map((w) => w[0]!.toUpperCase() + w.slice(1)).join('') || 'Query';
}

/** A threshold a little above all that was seen, in two digits. */
export function suggestedThreshold(greatest: number): number {
  return greatest === 0 || !Number.isFinite(greatest) ? 0 : Number((greatest * 1.2).toPrecision(2));
}
