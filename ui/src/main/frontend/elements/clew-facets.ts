import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Facet } from '../lib/api.ts';
import { serviceColor, severityColor } from '../lib/colors.ts';
import { compact, count } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { clear, exclude, include, only, removeTerm, stateOf, term } from '../lib/query-text.ts';
import { shared } from '../lib/styles.ts';

/**
 * The values of the most frequent fields with their counts. A click includes a value or takes it
 * back; the buttons exclude it or leave only it.
 *
 * `facets`; `query`: the search text. Fires `search` with the changed text.
 */
@customElement('clew-facets')
export class ClewFacets extends LitElement {
  @property({ attribute: false }) facets: Facet[] = [];
  @property() query = '';
  @state() private folded: ReadonlySet<string> = new Set();

  static override styles = [
    shared,
    css`
      :host { display: block; width: 232px; flex: none; overflow: auto; border-right: 1px solid var(--line); padding: 4px 0 16px; }
      .head { width: 100%; justify-content: flex-start; height: 26px; padding: 0 8px; border-radius: 0; color: var(--text-2); font-size: var(--small-size); font-weight: 600; }
      .value { position: relative; display: flex; align-items: center; }
      .value > button { flex: 1; min-width: 0; height: 24px; border-radius: 0; padding: 0 8px 0 24px; justify-content: flex-start; font-size: var(--data-size); }
      .value .number { margin-left: auto; color: var(--text-2); font-size: var(--small-size); }
      .value.included > button { background: var(--accent-soft); }
      .value.excluded .cut { text-decoration: line-through; color: var(--text-3); }
      .tools { position: absolute; right: 4px; display: none; background: var(--raised); border: 1px solid var(--line); border-radius: 3px; }
      .value:hover .tools, .value:focus-within .tools { display: flex; }
      .tools button { height: 20px; padding: 0 6px; font-size: var(--small-size); color: var(--text-2); }
      .more { padding: 0 8px 4px 24px; }
    `,
  ];

  override render() {
    return this.facets.filter((f) => f.values.length > 0).map((facet) => this.facet(facet));
  }

  private facet(facet: Facet): TemplateResult {
    const open = !this.folded.has(facet.field);
    return html`
      <button class="head" aria-expanded=${open} @click=${() => this.toggle(facet.field)}>
        ${icon(open ? 'down' : 'right')}<span class="cut" title=${facet.field}>${facet.field}</span></button>
      ${open
        ? html`${facet.values.map((v) => this.value(facet.field, v.value, v.count))}
            ${facet.other > 0 ? html`<div class="more faint small">${count(facet.other)} in other values</div>` : nothing}`
        : nothing}
    `;
  }

  private value(field: string, value: string, n: number): TemplateResult {
    const chosen = stateOf(this.query, field, value);
    const color = field === 'service' || field === 'service.name' ? serviceColor(value) : field === 'severity' ? severityColor(value) : '';
    return html`<div class="value ${chosen ?? ''}">
      <button title=${value} aria-pressed=${chosen === 'included'} @click=${() =>
        this.search(chosen ? removeTerm(removeTerm(this.query, term(field, value)), `-${term(field, value)}`) : include(this.query, field, value))}>
        <span class="cut ${color ? 'chip' : ''}" style=${color ? `--chip:${color}` : ''}>${value === '' ? '(empty)' : value}</span>
        <span class="number">${compact(n)}</span>
      </button>
      <span class="tools">
        <button @click=${() => this.search(only(this.query, field, value))}>only</button>
        <button @click=${() => this.search(exclude(this.query, field, value))}>not</button>
        ${chosen ? html`<button @click=${() => this.search(clear(this.query, field))}>all</button>` : nothing}
      </span>
    </div>`;
  }

  private toggle(field: string): void {
    const next = new Set(this.folded);
    if (!next.delete(field)) next.add(field);
    this.folded = next;
  }

  private search(text: string): void {
    this.dispatchEvent(new CustomEvent('search', { detail: text, bubbles: true, composed: true }));
  }
}
