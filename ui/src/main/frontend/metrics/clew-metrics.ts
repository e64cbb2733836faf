import { css, html } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { ApiError } from '../lib/api.ts';
import type { Shortcut } from '../lib/keys.ts';
import { ClewPage } from '../lib/page.ts';
import { pageStyles, shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import './clew-metric-explore.ts';
import type { ClewMetricExplore } from './clew-metric-explore.ts';
import './clew-metric-query.ts';
import type { ClewMetricQuery } from './clew-metric-query.ts';
import { metricTabs } from './metric-tabs.ts';

/**
 * Metrics: explored from the catalogue, or asked for in PromQL. The URL holds the tab (`tab`); of
 * Explore the metric (`metric`), what it is narrowed to (`where`), the label it is broken down by
 * (`by`), the aggregation (`agg`) and the search (`find`); of Query what `panel-spec.ts` says.
 */
@customElement('clew-metrics')
export class ClewMetrics extends ClewPage {
  @state() private version = 0;
  @query('clew-metric-query') private asking!: ClewMetricQuery | null;
  @query('clew-metric-explore') private exploring!: ClewMetricExplore | null;

  private get tab(): 'explore' | 'query' {
    const chosen = urlState.get('tab');
    if (chosen === 'query' || chosen === 'explore') return chosen;
    const asked = [...new URLSearchParams(window.location.search).keys()].some((name) => name === 'q' || name.startsWith('q.'));
    return asked && urlState.get('metric') === '' ? 'query' : 'explore';
  }

  protected override load(): Promise<void> {
    this.version++;
    return Promise.resolve();
  }

  protected override failed(error: ApiError): void {
    throw error;
  }

  protected override shortcuts(): Shortcut[] {
    return [
      { key: '/', description: 'Find a metric, or edit the query', run: () => (this.tab === 'query' ? this.asking?.focus() : this.exploring?.focus()) },
      { key: 'q', description: 'Query', run: () => urlState.set({ tab: 'query' }) },
      { key: 'm', description: 'Explore metrics', run: () => urlState.set({ tab: 'explore' }) },
      { key: 'c', description: 'Compare with the day before', run: () => urlState.set({ before: urlState.get('before') ? null : '1d' }) },
      { key: 'e', description: 'Explain the query', run: () => this.tab === 'query' && urlState.set({ explain: urlState.get('explain') ? null : '1' }) },
    ];
  }

  static override styles = [
    shared,
    pageStyles,
    css`
      clew-metric-query, clew-metric-explore { flex: 1; min-height: 0; }
    `,
  ];

  override render() {
    // Before the first load the address may still be that of the page before.
    if (this.version === 0) return metricTabs(this.tab);
    return html`${metricTabs(this.tab)}
      ${this.tab === 'query' ? html`<clew-metric-query .version=${this.version}></clew-metric-query>` : html`<clew-metric-explore .version=${this.version}></clew-metric-explore>`}`;
  }
}
