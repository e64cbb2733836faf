import { html, type TemplateResult } from 'lit';
import { urlState } from '../lib/url-state.ts';

const STYLE = 'display:flex;gap:4px;padding:6px 16px;border-bottom:1px solid var(--line);flex:none';
const CHOSEN = 'background:var(--accent-soft);color:var(--accent)';

/** The three ways into metrics. The first two share an address, the third is a page of its own. */
export function metricTabs(tab: 'explore' | 'query' | 'cardinality'): TemplateResult {
  const here = tab !== 'cardinality';
  const go = (name: 'explore' | 'query') => (here ? urlState.set({ tab: name }) : urlState.go(urlState.link('/metrics', { tab: name })));
  const one = (name: 'explore' | 'query' | 'cardinality', label: string, open: () => void) =>
    html`<button role="tab" class="small" style=${tab === name ? CHOSEN : ''} aria-selected=${tab === name} @click=${open}>${label}</button>`;
  return html`<div role="tablist" aria-label="Ways into metrics" style=${STYLE}>
    ${one('explore', 'Explore', () => go('explore'))}${one('query', 'Query', () => go('query'))}
    ${one('cardinality', 'Cardinality', () => here && urlState.go(urlState.link('/metrics/cardinality')))}
  </div>`;
}
