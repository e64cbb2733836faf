import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorState, Prec } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { PromQLExtension } from '@prometheus-io/codemirror-promql';
import { css, html, LitElement } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { shared } from '../lib/styles.ts';

const colors = HighlightStyle.define([
  { tag: tags.string, color: 'var(--service-3)' },
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--service-2)' },
  { tag: tags.function(tags.variableName), color: 'var(--service-0)' },
  { tag: [tags.number, tags.definition(tags.float)], color: 'var(--service-7)' },
  { tag: tags.labelName, color: 'var(--service-1)' },
  { tag: tags.comment, color: 'var(--text-3)' },
]);

/**
 * An editor of PromQL that completes metrics, labels and values from the store and marks errors
 * while one types. `value`. Fires `run` with the text at enter.
 */
@customElement('clew-promql-editor')
export class ClewPromqlEditor extends LitElement {
  @property() value = '';
  @query('.host') private place!: HTMLElement;
  private view: EditorView | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    // The router takes a page out and puts it back; what went with it is made again.
    if (this.hasUpdated) this.create();
  }

  override firstUpdated(): void {
    this.create();
  }

  private create(): void {
    const promql = new PromQLExtension().setComplete({ remote: { url: '/prometheus', httpMethod: 'GET' } });
    this.view = new EditorView({
      parent: this.place,
      root: this.renderRoot as ShadowRoot,
      state: EditorState.create({
        doc: this.value,
        extensions: [
          history(),
          closeBrackets(),
          bracketMatching(),
          autocompletion(),
          syntaxHighlighting(colors),
          EditorView.lineWrapping,
          placeholder('sum by (service_name) (rate(http_server_request_duration_seconds_count[5m]))'),
          promql.asExtension(),
          Prec.highest(keymap.of([{ key: 'Enter', run: () => this.run() }, { key: 'Ctrl-Enter', run: () => this.run() }])),
          keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
        ],
      }),
    });
  }

  override updated(): void {
    const view = this.view;
    if (view && view.state.doc.toString() !== this.value) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: this.value } });
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.view?.destroy();
    this.view = null;
  }

  get text(): string {
    return this.view?.state.doc.toString().trim() ?? this.value;
  }

  override focus(): void {
    this.view?.focus();
  }

  private run(): boolean {
    // Enter takes a completion while the list is open.
    if (this.renderRoot.querySelector('.cm-tooltip-autocomplete [aria-selected]')) return false;
    this.dispatchEvent(new CustomEvent('run', { detail: this.text, bubbles: true, composed: true }));
    return true;
  }

  static override styles = [
    shared,
    css`
      :host { display: block; min-width: 0; }
      .host { border: 1px solid var(--line-strong); border-radius: var(--radius); background: var(--raised); }
      .cm-editor { font: var(--data-size) var(--mono); outline: none; }
      .cm-editor.cm-focused { outline: 2px solid var(--accent); outline-offset: -1px; border-radius: var(--radius); }
      .cm-content { caret-color: var(--text); padding: 5px 0; }
      .cm-cursor { border-left-color: var(--text) !important; }
      .cm-selectionBackground, ::selection { background: var(--accent-soft) !important; }
      .cm-placeholder { color: var(--text-3); }
      .cm-tooltip { background: var(--raised) !important; border: 1px solid var(--line-strong) !important; border-radius: var(--radius); box-shadow: var(--shadow); color: var(--text); }
      .cm-tooltip-autocomplete > ul > li[aria-selected] { background: var(--accent-soft) !important; color: var(--text) !important; }
      .cm-completionDetail { color: var(--text-3); font-style: normal; }
    `,
  ];

  override render() {
    return html`<div class="host"></div>`;
  }
}
