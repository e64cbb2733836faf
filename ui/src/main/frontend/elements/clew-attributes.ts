import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { correlationLink } from '../lib/addresses.ts';
import { type Attribute, attributeText } from '../lib/api.ts';
import { icon } from '../lib/icons.ts';
import { copyText } from '../lib/page.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';

/**
 * Attributes as key and value; each value is a handle: copy, filter, exclude, follow.
 *
 * `heading`; `entries`; `fieldPrefix`: what the search notation puts before the keys (`resource.`);
 * `correlated`: keys whose values can be followed; `find`: only entries that contain this text;
 * `extended`: a value can also be the only one, and a key a column or a facet. Fires `filter` with
 * `{field, value, exclude, only}`, `column` and `facet` with the field.
 */
@customElement('clew-attributes')
export class ClewAttributes extends LitElement {
  @property() heading = '';
  @property() fieldPrefix = '';
  @property({ attribute: false }) entries: Attribute[] = [];
  @property({ attribute: false }) correlated: Array<{ key: string; value: string }> = [];
  @property() find = '';
  @property({ type: Boolean }) extended = false;
  @state() private copied = '';

  static override styles = [
    shared,
    css`
      :host { display: block; }
      h3 { margin: 0; padding: 12px 16px 4px; font-size: var(--small-size); font-weight: 600; color: var(--text-2); }
      dl { margin: 0; }
      .row { position: relative; display: grid; grid-template-columns: minmax(110px, 36%) minmax(0, 1fr); gap: 8px; padding: 2px 8px 2px 16px; align-items: start; min-height: 24px; }
      .row:hover, .row:focus-within { background: var(--hover); }
      dt { color: var(--text-2); overflow-wrap: anywhere; font-size: var(--data-size); line-height: 20px; }
      dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; font: var(--data-size) / 20px var(--mono); }
      .tools { display: flex; opacity: 0; position: absolute; right: 6px; top: 2px; background: var(--raised); border: 1px solid var(--line); border-radius: 3px; pointer-events: none; }
      .row:hover .tools, .row:focus-within .tools { opacity: 1; pointer-events: auto; }
      .tools button { width: 22px; height: 20px; padding: 0; justify-content: center; color: var(--text-2); }
      .tools button.word { width: auto; padding: 0 4px; font-size: var(--small-size); }
      .tools a { width: 22px; height: 20px; display: inline-flex; align-items: center; justify-content: center; }
    `,
  ];

  override render() {
    const wanted = this.find.toLowerCase();
    const entries = wanted === '' ? this.entries : this.entries.filter((a) => `${a.key} ${attributeText(a.value)}`.toLowerCase().includes(wanted));
    if (entries.length === 0) return nothing;
    return html`${this.heading ? html`<h3>${this.heading}</h3>` : nothing}
      <dl>${entries.map((a) => this.row(a))}</dl>`;
  }

  private row(attribute: Attribute): TemplateResult {
    const text = attributeText(attribute.value);
    const pretty = attribute.type === 'map' || attribute.type === 'array' ? prettyJson(text) : text;
    const id = this.correlated.find((c) => c.value === text);
    return html`<div class="row">
      <dt title="${attribute.key} (${attribute.type})">${attribute.key.split(/(?<=[._/-])/).map((part, i) => (i === 0 ? part : html`<wbr />${part}`))}</dt>
      <dd>${id ? html`<a href=${correlationLink(text, id.key)}>${pretty}</a>` : pretty}</dd>
      <span class="tools">
        ${id
          ? html`<a href=${correlationLink(text, id.key)}
              title="Follow this ${id.key} through logs and traces" aria-label="Follow">${icon('follow')}</a>`
          : nothing}
        <button @click=${() => this.filter(attribute.key, text, false)} title="Filter for this value" aria-label="Filter for">${icon('plus')}</button>
        <button @click=${() => this.filter(attribute.key, text, true)} title="Exclude this value" aria-label="Exclude">${icon('minus')}</button>
        ${this.extended
          ? html`<button class="word" @click=${() => this.filter(attribute.key, text, false, true)} title="Only this value of ${attribute.key}">only</button>
            <button @click=${() => this.fire('column', attribute.key)} title="Show as a column, or hide it" aria-label="Column">${icon('columns')}</button>
            <button @click=${() => this.fire('facet', attribute.key)} title="Show as a facet" aria-label="Facet">${icon('filter')}</button>`
          : nothing}
        <button @click=${() => this.copy(attribute.key, text)} title="Copy" aria-label="Copy">
          ${icon(this.copied === attribute.key ? 'check' : 'copy')}</button>
      </span>
    </div>`;
  }

  private fire(event: 'column' | 'facet', key: string): void {
    this.dispatchEvent(new CustomEvent(event, { detail: this.fieldPrefix + key, bubbles: true, composed: true }));
  }

  private filter(key: string, value: string, exclude: boolean, only = false): void {
    const detail = { field: this.fieldPrefix + key, value, exclude, only };
    this.dispatchEvent(new CustomEvent('filter', { detail, bubbles: true, composed: true }));
  }

  private async copy(key: string, text: string): Promise<void> {
    if (await copyText(text)) {
      this.copied = key;
      window.setTimeout(() => (this.copied = ''), 1200);
    }
  }
}

/** JSON indented, or the text as it is. */
export function prettyJson(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
