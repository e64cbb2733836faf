import { html, svg, type TemplateResult } from 'lit';

/** A small line without axes; `null` values are gaps. */
export function spark(values: Array<number | null>, color: string, width = 120, height = 24): TemplateResult {
  const known = values.filter((v): v is number => v !== null && Number.isFinite(v));
  if (known.length === 0) return html`<svg width=${width} height=${height} aria-hidden="true"></svg>`;
  const most = Math.max(...known, 1e-9);
  const step = width / Math.max(1, values.length - 1);
  let path = '';
  let pen = false;
  values.forEach((v, i) => {
    if (v === null || !Number.isFinite(v)) {
      pen = false;
      return;
    }
    path += `${pen ? 'L' : 'M'}${(i * step).toFixed(1)} ${(height - 2 - (v / most) * (height - 4)).toFixed(1)}`;
    pen = true;
  });
  return html`<svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" aria-hidden="true" style="display:block">
    ${svg`<path d=${path} fill="none" stroke=${color} stroke-width="1.3"></path>`}</svg>`;
}
