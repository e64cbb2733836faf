import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ansiRuns } from '../lib/ansi.ts';
import { plural } from '../lib/format.ts';
import { pieces, visible } from '../lib/highlight.ts';
import { shared } from '../lib/styles.ts';
import { foldForeign, readBody, type StackLine } from './log-body.ts';

const DEEP = 3;
const MANY = 100;

/** The body of one record: JSON as a tree to fold, stack traces by frame, other text as it is. `body`; `hits`: words to mark. */
@customElement('clew-log-body')
export class ClewLogBody extends LitElement {
  @property({ attribute: false }) body: unknown = '';
  @property({ attribute: false }) hits: string[] = [];
  @state() private raw = false;
  @state() private unfolded: ReadonlySet<number> = new Set();

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('body')) this.unfolded = new Set();
  }

  override render() {
    const read = readBody(this.body);
    const text = typeof this.body === 'string' ? this.body : JSON.stringify(this.body, null, 2);
    const pretty = read.kind === 'json' ? 'Tree' : 'Frames';
    return html`
      <div class="box">${read.kind === 'text' ? nothing : html`<div class="switch">
        <button class="small" aria-pressed=${!this.raw} @click=${() => (this.raw = false)}>${pretty}</button>
        <button class="small" aria-pressed=${this.raw} @click=${() => (this.raw = true)}>As sent</button></div>`}
      ${
        this.raw || read.kind === 'text'
          ? html`<div class="text">${ansiRuns(text).map((r) => html`<span class=${r.bold ? 'bold' : ''}>${this.mark(r.text)}</span>`)}</div>`
          : read.kind === 'json'
            ? html`${read.before ? html`<div class="text">${this.mark(read.before)}</div>` : nothing}${this.tree(read.value, null, 0)}`
            : foldForeign(read.lines).map((l, i) => this.stack(l, i))
      }</div>`;
  }

  private mark(text: string) {
    return pieces(visible(text), this.hits).map((p) => (p.hit ? html`<mark>${p.text}</mark>` : p.text));
  }

  private stack(line: StackLine | { folded: StackLine[] }, at: number): TemplateResult {
    if ('folded' in line) {
      if (this.unfolded.has(at)) return html`${line.folded.map((l) => html`<div class="frame foreign">${frame(l.text)}</div>`)}`;
      return html`<button class="small fold" @click=${() => (this.unfolded = new Set([...this.unfolded, at]))}>${plural(line.folded.length, 'frame')} of libraries</button>`;
    }
    if (line.kind !== 'frame') return html`<div class="text ${line.kind}">${this.mark(line.text)}</div>`;
    const place = /^(.*?)(\([^()]*\)|:\d+(?::\d+)?)\s*$/.exec(frame(line.text));
    return html`<div class="frame ${line.foreign ? 'foreign' : ''}">${place ? html`${this.mark(place[1]!)}<span class="place">${place[2]}</span>` : this.mark(frame(line.text))}</div>`;
  }

  private tree(value: unknown, key: string | null, depth: number): TemplateResult {
    const name = key === null ? nothing : html`<span class="key">${key}</span>: `;
    if (typeof value !== 'object' || value === null) return html`<div class="leaf">${name}${this.leaf(value)}</div>`;
    const list = Array.isArray(value);
    const entries = Object.entries(value as Record<string, unknown>);
    if (entries.length === 0) return html`<div class="leaf">${name}<span class="faint">${list ? '[]' : '{}'}</span></div>`;
    return html`<details ?open=${depth < DEEP && entries.length <= MANY}>
      <summary>${name}<span class="faint">${list ? `[${entries.length}]` : `{${entries.length}}`}</span></summary>
      <div class="children">${entries.slice(0, 1000).map(([k, v]) => this.tree(v, k, depth + 1))}</div></details>`;
  }

  private leaf(value: unknown) {
    if (typeof value === 'string') return html`<span class="string">${this.mark(value)}</span>`;
    return html`<span class=${value === null ? 'faint' : 'literal'}>${String(value)}</span>`;
  }

  static override styles = [
    shared,
    css`
      :host { display: block; position: relative; margin: 12px 0; }
      .switch { float: right; display: flex; margin: -4px -8px 0 8px; font-family: var(--font); background: var(--surface); position: relative; z-index: 1; }
      .box { padding: 8px 12px; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); font: var(--data-size) / 1.5 var(--mono); max-height: 44vh; overflow: auto; }
      .text { white-space: pre-wrap; overflow-wrap: anywhere; }
      .head { font-weight: 600; color: var(--severity-error); }
      .frame { padding-left: 16px; overflow-wrap: anywhere; text-indent: -8px; }
      .frame .place { color: var(--accent); }
      .foreign, .foreign .place { color: var(--text-3); }
      .fold { margin-left: 8px; color: var(--text-2); }
      details > .children { padding-left: 14px; border-left: 1px solid var(--line); margin-left: 4px; }
      summary { cursor: pointer; margin-left: -2px; }
      .leaf { padding-left: 12px; overflow-wrap: anywhere; white-space: pre-wrap; }
      .key { color: var(--text-2); }
      .string { color: var(--good); }
      .literal { color: var(--accent); }
      .bold { font-weight: 700; }
      mark { background: var(--mark); color: inherit; border-radius: 2px; }
    `,
  ];
}

/** A frame whose first word does not stand alone on a line. */
function frame(text: string): string {
  return text.trim().replace(/^at\s+/, 'at\u00a0');
}
