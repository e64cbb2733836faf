import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import '../elements/clew-empty.ts';
import '../elements/clew-error.ts';
import { type ApiError, getJson } from '../lib/api.ts';
import { bytes, compact, count } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { ClewPage } from '../lib/page.ts';
import { pageStyles, shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import { type Advice, adviceOn, heaviestLabel } from './cardinality-advice.ts';
import { growth } from './metric-explore.ts';
import type { Cardinality, MetricLabels } from './metric-types.ts';
import { metricTabs } from './metric-tabs.ts';
import { quoted } from './promql-tokens.ts';

const LISTED = 30;

/** How many series there are, what makes them, and what to do about it. The URL holds `day`. */
@customElement('clew-cardinality')
export class ClewCardinality extends ClewPage {
  @state() private data: Cardinality | null = null;
  @state() private error: ApiError | null = null;
  @state() private opened = '';
  @state() private labels: MetricLabels | null = null;

  protected override async load(signal: AbortSignal): Promise<void> {
    this.data = await getJson<Cardinality>('metrics/cardinality', { day: urlState.get('day'), limit: LISTED }, signal);
    this.error = null;
  }

  protected override failed(error: ApiError): void {
    this.error = error;
  }

  private async open(metric: string): Promise<void> {
    this.opened = this.opened === metric ? '' : metric;
    this.labels = null;
    if (this.opened === '') return;
    const from = Date.parse(`${this.data!.day}T00:00:00Z`);
    const labels = await getJson<MetricLabels>('metrics/labels', { metric, start: from, end: Math.min(Date.now(), from + 86400e3), limit: 3 }).catch(() => null);
    if (this.opened === metric) this.labels = labels;
  }

  override render() {
    const c = this.data;
    return html`${metricTabs('cardinality')}<clew-error .error=${this.error}></clew-error>
      ${c === null ? nothing : c.series === 0 && c.days.every((d) => d.series === 0) ? html`<clew-empty heading="No series yet"><a href="/">Home</a> shows the address to send to, and what arrives.</clew-empty>` : this.content(c)}`;
  }

  private content(c: Cardinality): TemplateResult {
    const advice = adviceOn(c);
    const share = c.seriesLimit > 0 ? c.series / c.seriesLimit : 0;
    return html`<div class="scroll">
      <div class="top">
        <div class="total"><div class="quiet">Series on ${c.day}</div><div class="big">${count(c.series)}</div>
          <div class="quiet small">${c.seriesBefore === 0 ? 'none the day before' : `${growth(c.series, c.seriesBefore) || 'as many as'}${growth(c.series, c.seriesBefore) ? ' against' : ''} the day before`}${c.seriesLimit > 0 ? `, ${share < 0.001 ? 'less than 0.1' : (share * 100).toFixed(share < 0.1 ? 1 : 0)} % of the limit of ${count(c.seriesLimit)}` : ''}</div>
          ${c.seriesLimit > 0 ? html`<div class="gauge" role="img" aria-label="${Math.round(share * 100)} % of the limit"><i class=${share > 0.8 ? 'full' : ''} style="width:${Math.min(100, Math.max(0.5, share * 100))}%"></i></div>` : nothing}</div>
        ${this.days(c)}
      </div>
      ${advice.length > 0 ? html`<div class="advice">${advice.map((a) => this.advice(a))}</div>` : html`<div class="advice"><div class="one quiet small">Nothing stands out: no label looks like an identifier, and no metric grew much in a day.</div></div>`}
      <div class="tables">
        ${this.metrics(c)}
        <div>${this.table('Labels by values', ['Label', 'Values', 'Before'], c.labels.map((l) => ({ name: l.name, n: l.values, before: l.before, most: c.labels[0]?.values ?? 1, href: urlState.link('/metrics', { q: `topk(20, count by (${l.name}) ({${l.name}!=""}))`, view: 'table' }) })))}
        ${this.table('Label values by series', ['Label and value', 'Series', 'Before'], c.pairs.map((p) => ({ name: `${p.name}=${p.value}`, n: p.series, before: p.before, most: c.pairs[0]?.series ?? 1, href: urlState.link('/metrics', { q: `topk(20, count by (__name__) ({${p.name}=${quoted(p.value)}}))`, view: 'table' }) })))}</div>
      </div></div>`;
  }

  private advice(a: Advice) {
    return html`<div class="one ${a.tone}">${icon(a.tone === 'warn' ? 'warning' : 'right')}<div><b>${a.text}</b> <span class="quiet">${a.remedy}</span>${a.metric ? html` <a href=${urlState.link('/metrics', { metric: familyName(a.metric) })}>Open</a>` : nothing}</div></div>`;
  }

  /** Against the day before; on the first day everything is new, and saying so tells nothing. */
  private grown(now: number, before: number): string {
    return this.data!.seriesBefore === 0 ? '–' : growth(now, before) || '±0';
  }

  private days(c: Cardinality) {
    const most = Math.max(1, ...c.days.map((d) => d.series));
    return html`<div class="days" role="group" aria-label="Series by day">${c.days.map((d) => html`<button class="day" aria-pressed=${d.day === c.day} aria-label="${d.day}: ${count(d.series)} series" title="${d.day}\n${count(d.series)} series\n${compact(d.samples)} samples\n${bytes(d.bytes)}${d.samples > 0 ? `, ${(d.bytes / d.samples).toFixed(2)} bytes a sample` : ''}" @click=${() => urlState.set({ day: d.day })}>
      <span class="faint">${compact(d.series)}</span><i style="height:${Math.max(1, (d.series / most) * 74)}px"></i><span class="faint">${d.day.slice(5)}</span></button>`)}</div>`;
  }

  private metrics(c: Cardinality) {
    const most = c.metrics[0]?.series ?? 1;
    return html`<section><h2>Metrics by series</h2><table><thead><tr><th>Metric</th><th class="number">Series</th><th class="number">Share</th><th class="number">Before</th></tr></thead><tbody>${c.metrics.map((m) => html`
      <tr class="choice" @click=${() => this.open(m.name)}><td><i class="bar" style="width:${(m.series / most) * 100}%"></i><button class="mono" aria-expanded=${this.opened === m.name} title="Which label makes them"><span class="cut">${m.name}</span></button></td>
        <td class="number">${count(m.series)}</td><td class="number quiet">${c.series > 0 ? `${((100 * m.series) / c.series).toFixed(1)} %` : ''}</td><td class="number quiet">${this.grown(m.series, m.before)}</td></tr>
      ${this.opened === m.name ? html`<tr><td colspan="4" class="why">${this.why(m.name)}</td></tr>` : nothing}`)}</tbody></table></section>`;
  }

  private why(metric: string) {
    if (this.labels === null) return html`<span class="quiet">Asking which labels it has…</span>`;
    const heaviest = heaviestLabel(this.labels);
    const labels = [...this.labels.labels].sort((a, b) => b.values - a.values);
    return html`${heaviest ? html`<p><b>${heaviest.name}</b> multiplies its series most: ${count(heaviest.values)} values. Without it about ${Math.round(heaviest.share * 100)} % of them would go, if every combination occurs.</p>` : html`<p>None of its labels has more than one value.</p>`}
      <p>${labels.map((l) => html`<span class="pair"><code>${l.name}</code> ${count(l.values)}</span>`)}</p>
      <a href=${urlState.link('/metrics', { metric: familyName(metric) })}>Explore it by label</a>`;
  }

  private table(title: string, heads: string[], rows: Array<{ name: string; n: number; before: number; most: number; href: string }>) {
    return html`<section><h2>${title}</h2><table><thead><tr><th>${heads[0]}</th><th class="number">${heads[1]}</th><th class="number">${heads[2]}</th></tr></thead>
      <tbody>${rows.map((r) => html`<tr><td><i class="bar" style="width:${(r.n / Math.max(1, r.most)) * 100}%"></i><a class="mono cut" href=${r.href} title=${r.name}>${r.name}</a></td><td class="number">${count(r.n)}</td><td class="number quiet">${this.grown(r.n, r.before)}</td></tr>`)}</tbody></table></section>`;
  }

  static override styles = [
    shared,
    pageStyles,
    css`
      .top { display: flex; gap: 24px; padding: 12px 16px; border-bottom: 1px solid var(--line); align-items: flex-end; }
      .total { width: 300px; flex: none; }
      .big { font-size: 28px; font-weight: 600; font-variant-numeric: tabular-nums; line-height: 1.25; }
      .gauge { height: 6px; border-radius: 3px; background: var(--hover); margin-top: 8px; overflow: hidden; }
      .gauge i { display: block; height: 100%; background: var(--accent); }
      .gauge i.full { background: var(--warn); }
      .days { display: flex; align-items: flex-end; gap: 2px; flex: 1; min-width: 0; overflow: hidden; }
      .day { flex: 1 1 0; max-width: 56px; min-width: 0; height: 112px; flex-direction: column; justify-content: flex-end; gap: 2px; padding: 0; font-size: 10px; overflow: hidden; }
      .day i { width: 70%; background: var(--severity-info); border-radius: 2px 2px 0 0; flex: none; }
      .day[aria-pressed='true'] i { background: var(--accent); }
      .advice { border-bottom: 1px solid var(--line); }
      .one { display: flex; gap: 8px; padding: 6px 16px; }
      .one + .one { border-top: 1px solid var(--line); }
      .one.warn { background: var(--warn-soft); }
      .one.warn, .one.note { color: var(--text); }
      .one svg.icon { margin-top: 1px; color: var(--text-3); }
      .one.warn svg.icon { color: var(--warn); }
      .one b { font-weight: 600; }
      .tables { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
      .tables > :first-child { border-right: 1px solid var(--line); }
      h2 { padding: 12px 16px 4px; }
      table { border-collapse: collapse; width: 100%; table-layout: fixed; font-size: var(--data-size); }
      th { text-align: left; font-weight: 500; color: var(--text-2); font-size: var(--small-size); height: 24px; padding: 0 8px; border-bottom: 1px solid var(--line); }
      th.number, td.number { text-align: right; width: 76px; padding-right: 16px; }
      th:first-child, td:first-child { padding-left: 16px; }
      td { position: relative; padding: 0 8px; height: 24px; border-bottom: 1px solid var(--line); white-space: nowrap; overflow: hidden; }
      td .bar { position: absolute; left: 0; top: 2px; bottom: 2px; background: var(--accent-soft); border-radius: 0 2px 2px 0; pointer-events: none; }
      td button { padding: 0; height: 22px; max-width: 100%; background: none; position: relative; }
      td a.cut { position: relative; display: block; }
      tr.choice { cursor: pointer; }
      tr.choice:hover { background: var(--hover); }
      td.why { white-space: normal; padding: 8px 16px; background: var(--surface); }
      td.why p { margin: 0 0 4px; }
      .pair { margin-right: 12px; color: var(--text-2); white-space: nowrap; }
      code { font: var(--small-size) var(--mono); color: var(--text); }
      @media (max-width: 1100px) { .total { width: 240px; } }
    `,
  ];
}

function familyName(name: string): string {
  return name.replace(/_(bucket|count|sum)$/, '');
}
