import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type FieldInfo, getJson } from '../lib/api.ts';
import { compact, percent } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import { BUILT_IN, type ColumnSpec, moveColumn, toggleColumn } from './log-layout.ts';

/**
 * Chooses fields, with how many of the lines have each. As columns it also orders them.
 *
 * `query`: whose lines; `made`: fields besides those stored; `columns`: of the list, or `picked`: names that are chosen already. Fires
 * `columns` with the changed columns, or `picked` with a name.
 */
@customElement('clew-log-columns')
export class ClewLogColumns extends LitElement {
  @property() query = '';
  @property({ attribute: false }) columns: ColumnSpec[] | null = null;
  @property({ attribute: false }) made: string[] = [];
  @property({ attribute: false }) picked: string[] = [];
  @state() private fields: FieldInfo[] | null = null;
  @state() private rows = 0;
  @state() private exact = false;
  @state() private filter = '';
  private pending: AbortController | null = null;

  static override styles = [
    shared,
    css`
      :host { display: block; width: 320px; }
      input[type='search'] { width: 100%; }
      .list { max-height: 300px; overflow: auto; margin-top: 4px; }
      .field { display: flex; align-items: center; gap: 8px; min-height: 26px; padding: 0 4px; border-radius: 3px; position: relative; }
      .field:hover { background: var(--hover); }
      .field label { display: flex; align-items: center; gap: 8px; flex: 1; min-width: 0; height: 26px; }
      input[type='checkbox'] { height: auto; accent-color: var(--accent-fill); margin: 0; }
      h3 { font-size: var(--small-size); font-weight: 600; color: var(--text-2); margin: 8px 4px 2px; }
      .share { width: 40px; height: 4px; background: var(--hover); border-radius: 2px; overflow: hidden; flex: none; }
      .share i { display: block; height: 100%; background: var(--text-3); }
      .amount { width: 48px; text-align: right; font-variant-numeric: tabular-nums; }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('query')) void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.pending?.abort();
  }

  private async load(): Promise<void> {
    this.pending?.abort();
    const controller = new AbortController();
    this.pending = controller;
    const { start, end } = urlState.range;
    try {
      const answer = await getJson<{ fields: FieldInfo[]; rows?: number; exact?: boolean }>('logs/fields', { query: this.query, start, end }, controller.signal);
      this.fields = answer.fields;
      this.rows = answer.rows ?? 0;
      this.exact = answer.exact ?? false;
    } catch {
      if (!controller.signal.aborted) this.fields = [];
    }
  }

  private toggle(name: string): void {
    if (this.columns) this.dispatchEvent(new CustomEvent('columns', { detail: toggleColumn(this.columns, name) }));
    else this.dispatchEvent(new CustomEvent('picked', { detail: name }));
  }

  private move(name: string, to: number): void {
    this.dispatchEvent(new CustomEvent('columns', { detail: moveColumn(this.columns!, name, to) }));
  }

  override render() {
    const chosen = this.columns?.map((c) => c.name) ?? this.picked;
    const rest = [...(this.columns ? BUILT_IN.map((name) => ({ name, type: 'string', rows: this.rows }) as FieldInfo) : []), ...this.made.map((name) => ({ name, type: 'made by a pipe', rows: 0 })), ...(this.fields ?? [])]
      .filter((f, i, all) => !chosen.includes(f.name) && !['message', 'body'].includes(f.name) && all.findIndex((o) => o.name === f.name) === i)
      .filter((f) => f.name.toLowerCase().includes(this.filter.toLowerCase()));
    return html`<input type="search" placeholder="Find a field" aria-label="Find a field" @input=${(e: Event) => (this.filter = (e.target as HTMLInputElement).value)} />
      <div class="list">
        ${this.columns && this.filter === '' ? html`<h3>Columns</h3>${this.columns.map((c, i) => this.column(c.name, i))}<h3>Other fields</h3>` : nothing}
        ${rest.map((f) => this.field(f))}
        ${this.fields === null ? html`<p class="faint">Loading …</p>` : rest.length === 0 ? html`<p class="faint">No ${this.filter ? 'such' : 'other'} field in these lines.</p>` : nothing}
      </div>`;
  }

  private column(name: string, at: number) {
    const last = this.columns!.length - 1;
    return html`<div class="field">
      <label><input type="checkbox" checked ?disabled=${name === 'body'} @change=${() => this.toggle(name)} />
        <span class="mono cut">${name === 'body' ? 'message' : name}</span></label>
      <button class="icon small" ?disabled=${at === 0} title="Move left" aria-label="Move ${name} left" @click=${() => this.move(name, at - 1)}>${icon('up')}</button>
      <button class="icon small" ?disabled=${at === last} title="Move right" aria-label="Move ${name} right" @click=${() => this.move(name, at + 1)}>${icon('down')}</button>
    </div>`;
  }

  private field(f: FieldInfo) {
    const share = f.coverage ?? (this.exact && this.rows > 0 ? Math.min(1, f.rows / this.rows) : null);
    const about = this.exact ? '' : 'up to ';
    return html`<div class="field" title="${f.name} (${f.type}): in ${about}${compact(f.rows)} lines${share === null ? '' : `, ${about}${percent(share)}`}">
      <label><input type="checkbox" .checked=${false} @change=${() => this.toggle(f.name)} /><span class="mono cut">${f.name}</span></label>
      ${share === null ? nothing : html`<span class="share"><i style="width:${Math.round(share * 100)}%"></i></span>`}
      <span class="faint small amount">${this.exact ? compact(f.rows) : ''}</span></div>`;
  }
}
