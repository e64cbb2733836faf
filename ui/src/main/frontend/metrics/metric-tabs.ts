import { html, type TemplateResult } from 'lit';
import { urlState } from '../lib/url-state.ts';

const STYLE = 'display:flex;gap:4px;padding:6px 16px;border-bottom:1px solid var(--line);flex:none';

/** The three ways into metrics. The first two share an address, the third is a page of its own. */
export function metricTabs(tab: 'explore' | 'query' | 'cardinality'): TemplateResult {
  const here = tab !== 'cardinality';
  const go = (name: 'explore' | 'query') => (here ? urlState.set({ tab: name }) : urlState.go(urlState.link('/metrics', { tab: name })));
  return html`<div role="tablist" aria-label="Ways into metrics" style=${STYLE}>
    <button role="tab" class="small" aria-selected=${tab === 'explore'} aria-pressed=${tab === 'explore'} @click=${() => go('explore')}>Explore</button>
    <button role="tab" class="small" aria-selected=${tab === 'query'} aria-pressed=${tab === 'query'} @click=${() => go('query')}>Query</button>
    <button role="tab" class="small" aria-selected=${tab === 'cardinality'} aria-pressed=${tab === 'cardinality'} @click=${() => here && urlState.go(urlState.link('/metrics/cardinality'))}>Cardinality</button>
  </div>`;
}
