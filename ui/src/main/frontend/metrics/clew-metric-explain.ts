import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../elements/clew-empty.ts';
import { compact, millis } from '../lib/format.ts';
import { shared } from '../lib/styles.ts';
import type { Explain } from './metric-types.ts';
import type { Answered } from './panel-data.ts';

/** How queries were evaluated: each expression with its time, what it read and what came out. `answers`. */
@customElement('clew-metric-explain')
export class ClewMetricExplain extends LitElement {
  @property({ attribute: false }) answers: Answered[] = [];

  override render() {
    if (this.answers.length === 0) return html`<p class="quiet">Nothing was evaluated.</p>`;
    return this.answers.map((a) => html`<h2>${a.query.id} <span class="quiet">${millis(a.millis)} until the answer was here</span></h2>
      ${a.explain ? html`<ul role="tree" aria-label="Evaluation of ${a.query.id}">${this.node(a.explain, Math.max(0.001, a.explain.millis))}</ul>` : html`<p class="quiet">The server did not say how it was evaluated.</p>`}`);
  }

  /** Its own time is that without its children's, which is what one can do something about. */
  private node(e: Explain, total: number): TemplateResult {
    const children = e.children ?? [];
    const own = Math.max(0, e.millis - children.reduce((sum, c) => sum + c.millis, 0));
    const figures = [e.seriesIn === undefined ? '' : `${compact(e.seriesIn)} series in`, e.samples === undefined ? '' : `${compact(e.samples)} samples`, e.seriesOut === undefined ? '' : `${compact(e.seriesOut)} series out`].filter(Boolean);
    return html`<li role="treeitem">
      <div class="step"><code title=${e.expression}>${e.expression}</code><span class="number">${millis(e.millis)}</span></div>
      <div class="strip" title="${millis(own)} of it its own"><i style="width:${(100 * e.millis) / total}%"></i><i class="own" style="width:${(100 * own) / total}%"></i></div>
      <div class="quiet small">${[e.kind, ...figures].join(' · ')}</div>
      ${(e.notes ?? []).map((n) => html`<div class="note small">${n}</div>`)}
      ${children.length > 0 ? html`<ul role="group">${children.map((c) => this.node(c, total))}</ul>` : nothing}</li>`;
  }

  static override styles = [
    shared,
    css`
      :host { display: block; padding: 12px 16px; }
      h2 { margin: 4px 0 8px; }
      ul { list-style: none; margin: 0; padding: 0; }
      li ul { padding-left: 12px; margin: 6px 0 0 2px; border-left: 1px solid var(--line); }
      li { margin-bottom: 8px; }
      .step { display: flex; gap: 12px; align-items: baseline; }
      code { font: var(--data-size) var(--mono); flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow-wrap: anywhere; }
      .strip { position: relative; height: 4px; background: var(--hover); border-radius: 2px; margin: 3px 0; overflow: hidden; }
      .strip i { position: absolute; inset: 0 auto 0 0; background: var(--accent-soft); }
      .strip i.own { background: var(--accent); }
      .note { color: var(--text-2); padding-left: 10px; position: relative; }
      .note::before { content: '–'; position: absolute; left: 0; }
      p { margin: 4px 0 12px; }
    `,
  ];
}
