import { html, svg, type TemplateResult } from 'lit';

type Values = ReadonlyArray<number | null>;

function isKnown(v: number | null): v is number {
  return v !== null && Number.isFinite(v);
}

/**
 * From which value on a line is worth its width: where the data begin, when that is in the second
 * half. Five minutes of an hour would be a stub at the right edge.
 */
export function dataSince(values: Values): number {
  const first = values.findIndex(isKnown);
  return first > values.length / 2 ? first : 0;
}

/** A small line without axes; `null` values are gaps. It begins where data do, see {@link dataSince}. */
export function spark(all: Values, color: string, width = 120, height = 24): TemplateResult {
  const since = dataSince(all);
  const values = all.slice(since);
  const known = values.filter(isKnown);
  if (known.length === 0) return html`<svg width=${width} height=${height} aria-hidden="true"></svg>`;
  const most = Math.max(...known, 1e-9);
  const left = since > 0 ? 6 : 0;
  const step = (width - left - 2) / Math.max(1, values.length - 1);
  let path = '';
  let pen = false;
  values.forEach((v, i) => {
    if (!isKnown(v)) {
      pen = false;
      return;
    }
    path += `${pen ? 'L' : 'M'}${(left + i * step).toFixed(1)} ${(height - 2 - (v / most) * (height - 4)).toFixed(1)}`;
    // A point alone is a dot.
    if (!pen) path += 'h0.01';
    pen = true;
  });
  return html`<svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" aria-hidden="true" style="display:block">
    ${since > 0 ? svg`<title>Data only since the dashed line</title><path d="M2 0V${height}" stroke="var(--text-3)" stroke-dasharray="2 2"></path>` : ''}
    ${svg`<path d=${path} fill="none" stroke=${color} stroke-width="1.3" stroke-linecap="round"></path>`}</svg>`;
}
