import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type ApiError, type Facet, getJson } from '../lib/api.ts';
import { serviceColor, severityColor } from '../lib/colors.ts';
import { compact, count } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { clear, exclude, include, only, splitPipes, stateOf, without } from '../lib/query-text.ts';
import { shared } from '../lib/styles.ts';
import { division } from '../lib/division.ts';
import { urlState } from '../lib/url-state.ts';

/** With fewer values than this nobody needs to search among them. */
const FEW = 8;
const FOUND = 20;

/**
 * The values of the most frequent fields with their counts. A click includes a value or takes it
 * back; the buttons exclude it or leave only it.
 *
 * `facets`; `query`: the search text; `busy`, `error`: of their load; `addable`: any field can become
 * one; `added`: those that did. Fires `search` with the changed text, `added` with a changed list.
 */
@customElement('clew-facets')
export class ClewFacets extends LitElement {
  @property({ attribute: false }) facets: Facet[] = [];
  @property() query = '';
  @property({ attribute: false }) error: ApiError | null = null;
  @property({ attribute: false }) added: string[] = [];
  @property({ type: Boolean }) addable = false;
  @property({ type: Boolean }) busy = false;
  @state() private typed: Readonly<Record<string, string>> = {};
  @state() private found: Readonly<Record<string, Facet['values']>> = {};
  @state() private choosing = false;
  private place = { x: 0, y: 0 };
  private readonly outside = (e: Event) => {
    if (e.composedPath().some((n) => n instanceof HTMLElement && n.classList.contains('add'))) return;
    this.choosing = false;
    document.removeEventListener('pointerdown', this.outside);
  };
  @state() private seeking: ReadonlySet<string> = new Set();
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
      .title { display: flex; align-items: center; padding-right: 6px; }
      .title .head { flex: 1; min-width: 0; }
      .seek { opacity: 0; }
      .title:hover .seek, .seek:focus-visible, .seek[aria-pressed='true'] { opacity: 1; }
      .find { height: 22px; margin: 2px 8px 2px 24px; width: calc(100% - 32px); font-size: var(--small-size); }
      .add { display: flex; align-items: center; justify-content: space-between; padding: 0 6px 0 12px; height: 26px; color: var(--text-2); font-size: var(--small-size); }
      .add .panel { position: fixed; z-index: 40; background: var(--raised); border: 1px solid var(--line-strong); border-radius: 6px; box-shadow: var(--shadow); padding: 8px; }
      .bones { display: grid; gap: 12px; padding: 12px 16px; }
      .bones i { height: 10px; border-radius: 2px; background: var(--hover); }
      .more { padding: 0 8px 4px 24px; }
    `,
  ];

  override render() {
    return html`
      ${this.addable ? this.adder() : nothing}
      ${this.busy ? html`<div class="bones" aria-label="Loading">${[70, 50, 60, 40, 64].map((w) => html`<i style="width:${w}%"></i>`)}</div>` : nothing}
      ${this.error ? html`<div class="more small warn">${this.error.message}</div>` : nothing}
      ${byDivision(this.facets.filter((f) => f.values.length > 0 || this.added.includes(f.field)), this.added).map((facet) => this.facet(facet))}`;
  }

  private adder(): TemplateResult {
    return html`<div class="add">
      <span>Facets</span>
      <button class="icon small" title="Add a facet" aria-label="Add a facet" aria-expanded=${this.choosing} @click=${(e: Event) => void this.choose(e.currentTarget as HTMLElement)}>${icon('plus')}</button>
      ${this.choosing ? html`<div class="panel" style="left:${this.place.x}px;top:${this.place.y}px"><clew-log-columns .query=${splitPipes(this.query)[0]} .picked=${this.facets.map((f) => f.field)}
        @picked=${(e: CustomEvent<string>) => { this.choosing = false; this.change([e.detail, ...this.added.filter((f) => f !== e.detail)]); }}></clew-log-columns></div>` : nothing}
    </div>`;
  }

  private async choose(button: HTMLElement): Promise<void> {
    // Fixed, because this column scrolls and would cut the panel off.
    const { left, bottom } = button.getBoundingClientRect();
    this.place = { x: Math.max(8, left - 180), y: bottom + 4 };
    await import('../logs/clew-log-columns.ts');
    this.choosing = !this.choosing;
    if (this.choosing) document.addEventListener('pointerdown', this.outside);
    else document.removeEventListener('pointerdown', this.outside);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.outside);
  }

  private change(added: string[]): void {
    this.dispatchEvent(new CustomEvent('added', { detail: added }));
  }

  private facet(facet: Facet): TemplateResult {
    const { field } = facet;
    const open = !this.folded.has(field);
    const values = this.found[field] ?? facet.values;
    return html`
      <div class="title">
        <button class="head" aria-expanded=${open} @click=${() => this.toggle(field)}>
          ${icon(open ? 'down' : 'right')}<span class="cut" title=${field}>${field}</span></button>
        ${open && this.addable && (facet.other > 0 || facet.values.length > FEW)
          ? html`<button class="icon small seek" aria-pressed=${this.seeking.has(field)} title="Find a value" aria-label="Find a value of ${field}" @click=${() => this.seek(field)}>${icon('search')}</button>` : nothing}
        ${this.added.includes(field) ? html`<button class="icon small" title="Remove this facet" aria-label="Remove facet ${field}" @click=${() => this.change(this.added.filter((f) => f !== field))}>${icon('close')}</button>` : nothing}
      </div>
      ${open
        ? html`${this.seeking.has(field)
              ? html`<input class="find" data-field=${field} type="search" placeholder="Find a value" aria-label="Value of ${field}" .value=${this.typed[field] ?? ''} @input=${(e: Event) => void this.find(field, (e.target as HTMLInputElement).value)} />`
              : nothing}
            ${values.map((v) => this.value(field, v.value, v.count))}
            ${values.length === 0 ? html`<div class="more faint small">${this.found[field] ? 'No such value' : 'Not in these lines'}</div>` : nothing}
            ${!this.found[field] && facet.other > 0 ? html`<div class="more faint small">${count(facet.other)} in other values</div>` : nothing}
            ${!this.found[field] && facet.missing > 0 && this.addable ? html`<div class="more faint small">${count(facet.missing)} without it</div>` : nothing}`
        : nothing}
    `;
  }

  private async find(field: string, typed: string): Promise<void> {
    this.typed = { ...this.typed, [field]: typed };
    const { [field]: _, ...others } = this.found;
    if (typed === '') {
      this.found = others;
      return;
    }
    const { start, end } = urlState.range;
    try {
      const answer = await getJson<{ values: Facet['values'] }>('logs/values', { field, prefix: typed, query: splitPipes(this.query)[0], start, end, limit: FOUND });
      if (this.typed[field] === typed) this.found = { ...this.found, [field]: answer.values };
    } catch {
      // What the facet has must do.
      const values = this.facets.find((f) => f.field === field)?.values ?? [];
      this.found = { ...this.found, [field]: values.filter((v) => v.value.toLowerCase().includes(typed.toLowerCase())) };
    }
  }

  private value(field: string, value: string, n: number): TemplateResult {
    const chosen = stateOf(this.query, field, value);
    const color = field === 'service' || field === 'service.name' ? serviceColor(value) : field === 'severity' ? severityColor(value) : '';
    return html`<div class="value ${chosen ?? ''}">
      <button title=${value} aria-pressed=${chosen === 'included'} @click=${() =>
        this.search(chosen ? without(this.query, field, value) : include(this.query, field, value))}>
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

  private seek(field: string): void {
    const next = new Set(this.seeking);
    if (next.delete(field)) void this.find(field, '');
    else next.add(field);
    this.seeking = next;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>(`input[data-field="${CSS.escape(field)}"]`)?.focus());
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

/**
 * Those that somebody added, then service and severity, then by how evenly their values divide the
 * records: a facet with one value tells nothing and comes last.
 */
function byDivision(facets: readonly Facet[], added: readonly string[]): Facet[] {
  const first = (f: Facet) => (added.includes(f.field) ? 2 : f.field === 'service' || f.field === 'severity' ? 1 : 0);
  return [...facets].sort((a, b) => first(b) - first(a) || (first(a) > 0 ? 0 : division(b.values) - division(a.values)));
}
