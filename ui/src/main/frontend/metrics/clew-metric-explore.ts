import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '../elements/clew-empty.ts';
import { getJson } from '../lib/api.ts';
import { count } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { term } from '../lib/query-text.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import './clew-metric-list.ts';
import type { ClewMetricList } from './clew-metric-list.ts';
import './clew-metric-panel.ts';
import { PERIODS } from './clew-metric-query.ts';
import { type Aggregate, aggregateName, aggregatesOf, expression, formatWhere, greatest, growth, kindOf, narrowed, overview, panel, parseWhere } from './metric-explore.ts';
import type { CatalogueEntry, MetricLabel, MetricLabels } from './metric-types.ts';
import { type PanelSpec, parsePanel, queryParameters } from './panel-spec.ts';
import { catalogue } from './prometheus.ts';
import type { Matcher } from './promql-tokens.ts';

const VALUES_ASKED = 50;
const VALUES_DRAWN = 24;

/** A metric chosen from the catalogue, drawn as suits its type and broken down by its labels. `version`. */
@customElement('clew-metric-explore')
export class ClewMetricExplore extends LitElement {
  @property({ attribute: false }) version = 0;
  @state() private entry: CatalogueEntry | null = null;
  @state() private labels: MetricLabels | null = null;
  @state() private missing = '';
  @query('clew-metric-list') private list!: ClewMetricList | null;
  private pending: AbortController | null = null;
  private readonly specs = new Map<string, PanelSpec>();

  override focus(): void {
    this.list?.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.pending?.abort();
  }

  private get metric(): string {
    return urlState.get('metric');
  }

  private get where(): Matcher[] {
    return parseWhere(urlState.get('where'));
  }

  private get by(): string {
    return urlState.get('by');
  }

  private get period(): string {
    return urlState.get('before');
  }

  private aggregate(entry: CatalogueEntry): Aggregate {
    const possible = aggregatesOf(entry);
    return possible.find((a) => a === urlState.get('agg')) ?? possible[0]!;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('version')) return;
    if (this.metric !== '') void this.load(this.metric);
    else {
      this.entry = null;
      this.labels = null;
      this.missing = '';
    }
  }

  private async load(metric: string): Promise<void> {
    this.pending?.abort();
    const controller = new AbortController();
    this.pending = controller;
    const { range } = urlState;
    try {
      const known = this.entry?.name === metric ? this.entry : null;
      const [found, labels] = await Promise.all([
        known ?? catalogue(metric, range, 50, controller.signal).then((c) => c.metrics.find((m) => m.name === metric) ?? c.metrics.find((m) => m.names.includes(metric)) ?? null),
        getJson<MetricLabels>('metrics/labels', { metric, start: range.start, end: range.end, limit: VALUES_ASKED }, controller.signal),
      ]);
      if (controller.signal.aborted) return;
      this.entry = found;
      this.labels = labels;
      this.missing = found ? '' : metric;
    } catch (e) {
      if (controller.signal.aborted) return;
      this.missing = metric;
      this.entry = null;
    }
  }

  private choose(entry: CatalogueEntry): void {
    if (entry.name === this.metric) return;
    this.entry = entry;
    this.labels = null;
    // A filter of the metric before may have labels that this one lacks; the service usually stays.
    const where = this.where.filter((m) => m.label === 'service_name');
    urlState.set({ metric: entry.name, by: null, agg: null, where: formatWhere(where) || null, q: null, tab: null });
  }

  private narrow(label: string, value: string, op: '=' | '!='): void {
    urlState.set({ where: formatWhere(narrowed(this.where, { label, op, value })), by: op === '=' && this.by === label ? null : this.by || null });
  }

  private drop(matcher: Matcher): void {
    urlState.set({ where: formatWhere(this.where.filter((m) => m.label !== matcher.label || m.op !== matcher.op || m.value !== matcher.value)) || null });
  }

  private openAsQuery(spec: PanelSpec): void {
    const present = new URLSearchParams(window.location.search);
    urlState.set({ ...queryParameters(spec.queries, present), view: spec.view || null, metric: null, where: null, by: null, agg: null, find: null, tab: null });
  }

  /** The same object for the same content, so that a panel is not asked again. */
  private kept(spec: PanelSpec): PanelSpec {
    const key = JSON.stringify(spec);
    const kept = this.specs.get(key) ?? spec;
    if (this.specs.size > 300) this.specs.clear();
    this.specs.set(key, kept);
    return kept;
  }

  override render() {
    const chosen = this.metric !== '';
    this.toggleAttribute('beforehand', !chosen && this.where.length > 0);
    return html`${!chosen && this.where.length > 0 ? html`<div class="beforehand">${this.narrowing([])}</div>` : nothing}<clew-metric-list class=${chosen ? 'side' : 'whole'} ?wide=${!chosen} .chosen=${this.metric} .version=${this.version} @choose=${(e: CustomEvent<CatalogueEntry>) => this.choose(e.detail)}></clew-metric-list>
      ${chosen ? html`<div class="main">${this.entry ? this.shown(this.entry) : this.missing ? this.unknown() : nothing}</div>` : nothing}`;
  }

  private unknown() {
    return html`<clew-empty heading="No series of ${this.missing} in this time range"><p>It may have been sent at another time. <button class="outline small" @click=${() => urlState.set({ metric: null })}>All metrics</button></p></clew-empty>`;
  }

  private shown(entry: CatalogueEntry) {
    const aggregate = this.aggregate(entry);
    const labels = (this.labels?.labels ?? []).filter((l) => l.name !== 'le' && l.name !== '__name__');
    const by = labels.find((l) => l.name === this.by);
    return html`${this.head(entry)}${this.narrowing(labels)}
      <div class="scroll">
        <div class="overview ${kindOf(entry)}">${by ? this.broken(entry, by, aggregate) : overview(entry, this.where, aggregate, this.period).map((t, i) => this.panel(t.title, this.kept(t.spec), heightOf(entry, i), legendHeight(t.spec)))}</div>
        ${this.breakdownBar(entry, labels, aggregate)}
        <div class="grid ${by ? '' : 'labels'}">${by ? this.values(entry, by, aggregate) : this.byLabel(entry, labels, aggregate)}</div>
      </div>`;
  }

  private head(entry: CatalogueEntry) {
    const grown = entry.seriesBefore > 0 ? growth(entry.series, entry.seriesBefore) : '';
    const service = this.where.find((m) => m.label === 'service_name' && m.op === '=')?.value;
    const q = service ? term('service', service) : '';
    const main = overview(entry, this.where, this.aggregate(entry), '');
    return html`<div class="head">
      <button class="icon small" title="All metrics" aria-label="All metrics" @click=${() => urlState.set({ metric: null, by: null, agg: null })}>${icon('left')}</button>
      <h2 class="mono cut" title=${entry.name}>${entry.name}</h2>
      <span class="spacer"></span>
      <a class="way small" href=${urlState.link('/logs', { q })} title="Logs of this time${service ? ` of ${service}` : ''}">${icon('logs')}Logs</a>
      <a class="way small" href=${urlState.link('/traces', { q })} title="Traces of this time${service ? ` of ${service}` : ''}">${icon('traces')}Traces</a>
      <select aria-label="Against" @change=${(e: Event) => urlState.set({ before: (e.target as HTMLSelectElement).value || null })}>${PERIODS.map(([v, text]) => html`<option value=${v} ?selected=${v === this.period}>${v === '' ? 'against: nothing' : text}</option>`)}</select>
      <button class="outline small" @click=${() => this.openAsQuery(main[kindOf(entry) === 'histogram' ? 1 : 0]!.spec)}>Open as query</button>
    </div><div class="help quiet small">${entry.type}${entry.native ? ', native' : ''}${entry.unit ? ` · ${entry.unit}` : ''} · <a href=${urlState.link('/metrics/cardinality')}>${count(entry.series)} series</a>${grown ? ` (${grown} since yesterday)` : ''}${entry.help ? html` · <span title=${entry.help}>${entry.help}</span>` : nothing}</div>`;
  }

  private narrowing(labels: MetricLabel[]) {
    const where = this.where;
    return html`<div class="chips">${icon('filter')}
      ${where.map((m) => html`<span class="filter ${m.op === '=' || m.op === '=~' ? '' : 'not'}"><button title="Turn into ${m.op === '=' ? '!=' : '='}" @click=${() => this.narrow(m.label, m.value, m.op === '=' ? '!=' : '=')}>${m.label}${m.op}${m.value || '""'}</button><button aria-label="Remove ${m.label}" title="Remove" @click=${() => this.drop(m)}>${icon('close')}</button></span>`)}
      ${labels.length === 0 ? html`<span class="small">${this.metric === '' ? 'holds for the metric you choose' : ''}</span>` : html`<select aria-label="Add a filter" @change=${(e: Event) => {
        const select = e.target as HTMLSelectElement;
        const [label, value] = JSON.parse(select.value || '[]') as [string?, string?];
        select.value = '';
        if (label !== undefined) this.narrow(label, value ?? '', '=');
      }}><option value="">${where.length === 0 ? 'all series; narrow by…' : 'and…'}</option>${labels.map((l) => html`<optgroup label="${l.name} (${count(l.values)})">${l.top.slice(0, 30).map((v) => html`<option value=${JSON.stringify([l.name, v.value])}>${l.name} = ${v.value || '""'}</option>`)}</optgroup>`)}</select>`}
      ${where.length > 1 ? html`<button class="small" @click=${() => urlState.set({ where: null })}>Clear</button>` : nothing}</div>`;
  }

  private breakdownBar(entry: CatalogueEntry, labels: MetricLabel[], aggregate: Aggregate) {
    return html`<div class="by"><b class="nowrap">By label</b>
      <span class="tabs"><button class="small" aria-pressed=${this.by === ''} @click=${() => urlState.set({ by: null })}>all</button>${labels.filter((l) => l.values > 1 || l.name === this.by).map((l) => html`<button class="small" aria-pressed=${this.by === l.name} title="${count(l.values)} values" @click=${() => urlState.set({ by: l.name })}>${l.name} <span class="faint">${count(l.values)}</span></button>`)}</span>
      <span class="spacer"></span>
      <span role="group" aria-label="Summed up as" class="aggregates">${aggregatesOf(entry).filter((a) => a !== 'heatmap' || this.by !== '').map((a) => html`<button class="small" aria-pressed=${a === aggregate} @click=${() => urlState.set({ agg: a === aggregatesOf(entry)[0] ? null : a })}>${aggregateName(a)}</button>`)}</span></div>`;
  }

  /** `legend`: pixels kept below the plot, so that nothing moves when the names arrive. */
  private panel(title: string, spec: PanelSpec, height: number, legend: number) {
    return html`<section class="panel"><header><span class="cut">${title}</span><span class="spacer"></span><button class="icon small" title="Open as query" aria-label="Open ${title} as query" @click=${() => this.openAsQuery(spec)}>${icon('edit')}</button></header>
      <clew-metric-panel style="min-height:${height + legend}px" .spec=${spec} .version=${this.version} .height=${height} .label=${title}></clew-metric-panel></section>`;
  }

  private broken(entry: CatalogueEntry, label: MetricLabel, aggregate: Aggregate) {
    const shownAs = aggregate === 'heatmap' ? 'p95' : aggregate;
    return this.panel(`${aggregateName(shownAs)} by ${label.name}`, this.kept(panel(greatest(entry, this.where, shownAs, label.name, label.values), { before: this.period })), 240, 112);
  }

  private small(head: unknown, spec: PanelSpec, title: string) {
    return html`<section class="panel"><header>${head}<span class="spacer"></span><button class="icon small" title="Open as query" aria-label="Open ${title} as query" @click=${() => this.openAsQuery(spec)}>${icon('edit')}</button></header>
      <clew-metric-panel small lazy .spec=${spec} .version=${this.version} .height=${132} .label=${title}
        @line=${(e: CustomEvent<{ labels: Record<string, string>; add: boolean }>) => this.picked(e.detail)}></clew-metric-panel></section>`;
  }

  /** A click on a value narrows to it, with ctrl to all but it. */
  private picked({ labels, add }: { labels: Record<string, string>; add: boolean }): void {
    const first = Object.entries(labels).find(([name]) => name !== 'le' && name !== '__name__');
    if (first) this.narrow(first[0], first[1], add ? '!=' : '=');
  }

  private byLabel(entry: CatalogueEntry, labels: MetricLabel[], aggregate: Aggregate) {
    if (this.labels && labels.length === 0) return html`<p class="quiet pad">This metric has no labels.</p>`;
    const shownAs = aggregate === 'heatmap' ? 'p95' : aggregate;
    const many = labels.filter((l) => l.values > 1 || labels.length < 3);
    const single = labels.filter((l) => !many.includes(l));
    return html`${many.map((l) => this.small(
        html`<button class="title small" title="One chart for each value" @click=${() => urlState.set({ by: l.name })}>${l.name} <span class="faint">${count(l.values)} values</span></button>`,
        this.kept(panel(greatest(entry, this.where, shownAs, l.name, l.values), { exemplars: false })), `${entry.name} by ${l.name}`))}
      ${single.length > 0 ? html`<p class="quiet small same">The same everywhere: ${single.map((l) => html`<code>${l.name}=${l.top[0]?.value ?? ''}</code> `)}</p>` : nothing}`;
  }

  private values(entry: CatalogueEntry, label: MetricLabel, aggregate: Aggregate) {
    const shown = label.top.slice(0, VALUES_DRAWN);
    return html`${shown.map(({ value, series }) => {
        const where = narrowed(this.where, { label: label.name, op: '=', value });
        return this.small(
          html`<span class="title cut" title="${label.name}=${value}">${value || '(empty)'}</span><span class="faint small">${count(series)} series</span>
            <button class="small" title="Only ${value}" aria-label="Only ${value}" @click=${() => this.narrow(label.name, value, '=')}>=</button><button class="small" title="All but ${value}" aria-label="All but ${value}" @click=${() => this.narrow(label.name, value, '!=')}>≠</button>`,
          this.kept(panel(expression(entry, where, aggregate, []), { legend: aggregateName(aggregate), exemplars: false, before: aggregate === 'heatmap' ? '' : this.period })), value);
      })}
      ${label.values > shown.length ? html`<p class="quiet small same">${count(label.values - shown.length)} more values of ${label.name}, which have fewer series.</p>` : nothing}`;
  }

  static override styles = [
    shared,
    css`
      :host { display: flex; min-height: 0; }
      :host([beforehand]) { flex-direction: column; }
      .side { width: 280px; flex: none; border-right: 1px solid var(--line); }
      .whole { flex: 1; }
      .main { flex: 1; min-width: 0; display: flex; flex-direction: column; min-height: 0; }
      .scroll { overflow: auto; flex: 1; min-height: 0; }
      .head { display: flex; align-items: center; gap: 10px; padding: 6px 16px 0 8px; flex: none; }
      .head h2 { font-size: 14px; font-weight: 600; }
      .head label { display: inline-flex; align-items: center; gap: 4px; color: var(--text-2); font-size: var(--small-size); white-space: nowrap; }
      .head select, .chips select { height: 22px; padding: 0 2px; font-size: var(--small-size); max-width: 200px; }
      .help { padding: 0 16px 0 40px; flex: none; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
      .way { display: inline-flex; align-items: center; gap: 4px; }
      .way svg.icon { width: 14px; height: 14px; }
      .chips { display: flex; align-items: center; flex-wrap: wrap; gap: 6px; padding: 6px 16px; border-bottom: 1px solid var(--line); flex: none; color: var(--text-2); }
      .chips > svg.icon { width: 14px; height: 14px; }
      .filter { display: inline-flex; border: 1px solid var(--line-strong); border-radius: var(--radius); color: var(--accent); background: var(--accent-soft); }
      .filter.not { color: var(--warn); background: var(--warn-soft); }
      .filter button { height: 20px; padding: 0 6px; font: var(--small-size) var(--mono); color: inherit; }
      .filter svg.icon { width: 10px; height: 10px; }
      .overview { display: grid; border-bottom: 1px solid var(--line); }
      .overview.histogram:has(> :nth-child(2)) { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); }
      .overview.histogram > :first-child:not(:only-child) { grid-row: 1 / 3; border-right: 1px solid var(--line); }
      .overview.histogram > :nth-child(2) { border-bottom: 1px solid var(--line); }
      .panel { min-width: 0; --legend-height: 112px; }
      .panel header { display: flex; align-items: center; gap: 6px; height: 28px; padding: 0 8px 0 16px; font-size: var(--small-size); color: var(--text-2); }
      .title { font-weight: 600; color: var(--text); padding: 0 4px; margin-left: -4px; }
      .by { display: flex; align-items: center; gap: 8px; padding: 6px 16px; border-bottom: 1px solid var(--line); position: sticky; top: 0; background: var(--bg); z-index: 8; }
      .nowrap { white-space: nowrap; }
      .tabs { display: flex; flex-wrap: wrap; min-width: 0; }
      .aggregates { display: inline-flex; flex: none; }
      .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(330px, 1fr)); overflow: hidden; }
      .grid > .panel { border-right: 1px solid var(--line); border-bottom: 1px solid var(--line); }
      .grid .panel header { padding-left: 12px; }
      .grid clew-metric-panel { padding-bottom: 6px; }
      .grid.labels clew-metric-panel { min-height: 178px; }
      .same { grid-column: 1 / -1; margin: 0; padding: 8px 16px; }
      .pad { padding: 8px 16px; margin: 0; }
      code { font: var(--small-size) var(--mono); color: var(--text); margin-right: 8px; }
      @media (max-width: 1100px) { .side { width: 200px; } .head .way { display: none; } }
      @media (max-width: 700px) {
        .side { display: none; }
        .head, .by { flex-wrap: wrap; }
        .overview.histogram:has(> :nth-child(2)) { grid-template-columns: minmax(0, 1fr); }
        .overview.histogram > :first-child:not(:only-child) { grid-row: auto; border-right: 0; border-bottom: 1px solid var(--line); }
        .grid { grid-template-columns: minmax(0, 1fr); }
      }
    `,
  ];
}

function legendHeight(spec: PanelSpec): number {
  return spec.view === 'heatmap' ? 27 : 22 + 22 * spec.queries.length;
}

/** The heatmap beside the two charts of a histogram is as high as both with their legends. */
function heightOf(entry: CatalogueEntry, place: number): number {
  const one = window.innerHeight < 800 ? 100 : 150;
  if (kindOf(entry) !== 'histogram') return one + 70;
  return place === 0 ? 2 * one + 136 : one;
}

declare global {
  interface HTMLElementTagNameMap {
    'clew-metric-explore': ClewMetricExplore;
  }
}
