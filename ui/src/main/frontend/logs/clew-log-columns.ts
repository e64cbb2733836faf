import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type FieldInfo, getJson } from '../lib/api.ts';
import { compact } from '../lib/format.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';

/** Chooses the fields shown as columns. `chosen`: their names. Fires `chosen` with the new list, and `closed`. */
@customElement('clew-log-columns')
export class ClewLogColumns extends LitElement {
  @property({ attribute: false }) chosen: string[] = [];
  @state() private fields: FieldInfo[] = [];
  @state() private filter = '';
  private readonly outside = (e: Event) => {
    if (!e.composedPath().includes(this)) this.dispatchEvent(new CustomEvent('closed'));
  };

  static override styles = [
    shared,
    css`
      :host { width: 300px; background: var(--raised); border: 1px solid var(--line-strong); border-radius: 6px; box-shadow: var(--shadow); padding: 8px; }
      input[type='search'] { width: 100%; }
      .list { max-height: 320px; overflow: auto; margin-top: 4px; }
      label { display: flex; align-items: center; gap: 8px; height: 26px; padding: 0 4px; border-radius: 3px; }
      label:hover { background: var(--hover); }
      input[type='checkbox'] { height: auto; accent-color: var(--accent-fill); margin: 0; }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    window.setTimeout(() => document.addEventListener('pointerdown', this.outside));
    const { start, end } = urlState.range;
    getJson<{ fields: FieldInfo[] }>('logs/fields', { start, end }).then((a) => (this.fields = a.fields), () => {});
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.outside);
  }

  private toggle(name: string): void {
    const next = this.chosen.includes(name) ? this.chosen.filter((f) => f !== name) : [...this.chosen, name];
    this.dispatchEvent(new CustomEvent('chosen', { detail: next }));
  }

  override render() {
    const always = ['service', 'severity', 'body', 'message'];
    const names = [
      ...this.chosen.map((name) => this.fields.find((f) => f.name === name) ?? { name, type: '', rows: 0 }),
      ...this.fields.filter((f) => !this.chosen.includes(f.name) && !always.includes(f.name)),
    ].filter((f) => f.name.toLowerCase().includes(this.filter.toLowerCase()));
    return html`<input type="search" placeholder="Find a field" aria-label="Find a field"
        @input=${(e: Event) => (this.filter = (e.target as HTMLInputElement).value)} />
      <div class="list">
        ${names.map(
          (f) => html`<label><input type="checkbox" .checked=${this.chosen.includes(f.name)} @change=${() => this.toggle(f.name)} />
            <span class="mono cut">${f.name}</span><span class="spacer"></span><span class="faint small">${compact(f.rows)}</span></label>`,
        )}
        ${names.length === 0 ? html`<p class="faint">No such field in this time range.</p>` : ''}
      </div>`;
  }
}
