import { autocompletion, closeBrackets, closeBracketsKeymap, closeCompletion, completionKeymap, completionStatus, moveCompletionSelection, selectedCompletion, startCompletion } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, insertNewlineAndIndent } from '@codemirror/commands';
import { bracketMatching, HighlightStyle, syntaxHighlighting, syntaxTree } from '@codemirror/language';
import { type Diagnostic, forceLinting, linter } from '@codemirror/lint';
import { EditorState, Prec, StateEffect } from '@codemirror/state';
import { EditorView, hoverTooltip, keymap, placeholder, type Tooltip } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { PromQLExtension } from '@prometheus-io/codemirror-promql';
import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { count } from '../lib/format.ts';
import { recentSearches } from '../lib/recent-searches.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import { family } from './prometheus.ts';
import { PromqlCompletion } from './promql-completion.ts';
import { DOCS } from './promql-docs.ts';

/** A place in the text and what is to be said of it. */
export interface Mark {
  position: number;
  message: string;
  severity: 'error' | 'warning' | 'info';
}

const marksChanged = StateEffect.define<null>();

const colors = HighlightStyle.define([
  { tag: tags.string, color: 'var(--service-3)' },
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--service-2)' },
  { tag: tags.function(tags.variableName), color: 'var(--service-0)' },
  { tag: [tags.number, tags.definition(tags.float)], color: 'var(--service-7)' },
  { tag: tags.labelName, color: 'var(--service-1)' },
  { tag: tags.comment, color: 'var(--text-3)' },
]);

/**
 * An editor of PromQL that completes metrics, labels and values from the store, explains what the
 * pointer rests on, and marks errors while one types.
 *
 * `value`; `marks`: where the server found fault or has a hint, with its message; `hint`: what stands in it while
 * it is empty; `label`. Fires `run` with the text at enter, `edited` with the text at each change.
 * Shift+enter starts a new line; alt+up and alt+down go through what was asked before.
 */
@customElement('clew-promql-editor')
export class ClewPromqlEditor extends LitElement {
  @property() value = '';
  @property() hint = 'sum by (service_name) (rate(http_server_request_duration_seconds_count[$__rate_interval]))';
  @property() label = 'PromQL';
  @property({ attribute: false }) marks: readonly Mark[] = [];
  @query('.host') private place!: HTMLElement;
  private view: EditorView | null = null;
  private completion: PromqlCompletion | null = null;
  private recalled = -1;
  private stale = false;
  /** Whether somebody has gone through the list of completions, rather than just seen it come up. */
  private choosing = false;

  override connectedCallback(): void {
    super.connectedCallback();
    // The router takes a page out and puts it back; what went with it is made again.
    if (this.hasUpdated) this.create();
  }

  override firstUpdated(): void {
    this.create();
  }

  private create(): void {
    const completion = new PromqlCompletion();
    this.completion = completion;
    const promql = new PromQLExtension().setComplete({ completeStrategy: completion });
    const lint = promql.getLinter();
    promql.setLinter({ promQL: () => async (view: EditorView) => (await lint.promQL()(view)).filter((d: Diagnostic) => !aboutVariable(view.state, d)) });
    this.view = new EditorView({
      parent: this.place,
      root: this.renderRoot as ShadowRoot,
      state: EditorState.create({
        doc: this.value,
        extensions: [
          history(),
          closeBrackets(),
          bracketMatching(),
          autocompletion({ maxRenderedOptions: 60, activateOnTypingDelay: 60 }),
          hoverTooltip(explain, { hoverTime: 250 }),
          syntaxHighlighting(colors),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': this.label }),
          placeholder(this.hint),
          promql.asExtension(),
          linter((view) => this.diagnostics(view), { needsRefresh: (u) => u.transactions.some((t) => t.effects.some((e) => e.is(marksChanged))) }),
          EditorView.updateListener.of((u) => u.docChanged && this.edited()),
          Prec.highest(keymap.of([
            { key: 'Enter', run: () => this.run() },
            { key: 'Mod-Enter', run: () => this.run(true) },
            { key: 'Shift-Enter', run: insertNewlineAndIndent },
            { key: 'Ctrl-Space', run: startCompletion },
            { key: 'ArrowDown', run: (view) => this.move(view, true) },
            { key: 'ArrowUp', run: (view) => this.move(view, false) },
            { key: 'Alt-ArrowUp', run: () => this.recall(1) },
            { key: 'Alt-ArrowDown', run: () => this.recall(-1) },
            { key: 'Escape', run: (view) => completionStatus(view.state) === null && (view.contentDOM.blur(), true) },
          ])),
          keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
        ],
      }),
    });
    this.showMarks();
  }

  override updated(changed: PropertyValues<this>): void {
    const view = this.view;
    if (!view) return;
    if (changed.has('value') && view.state.doc.toString() !== this.value) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: this.value } });
    }
    if (changed.has('marks')) this.showMarks();
  }

  /** Beside what the grammar finds: a second source, which the editor joins with the first. */
  private showMarks(): void {
    const view = this.view;
    if (!view) return;
    this.stale = false;
    view.dispatch({ effects: marksChanged.of(null) });
    forceLinting(view);
  }

  private diagnostics(view: EditorView): Diagnostic[] {
    // What the server said of the text before it was changed stands elsewhere now.
    if (this.stale) return [];
    const length = view.state.doc.length;
    return this.marks.map(({ position, message, severity }) => {
      const from = Math.min(position, Math.max(0, length - 1));
      const word = /^[\w:]+/.exec(view.state.sliceDoc(from))?.[0].length ?? 1;
      return { from, to: Math.min(length, from + Math.max(1, word)), severity, message };
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.view?.destroy();
    this.view = null;
    this.completion?.destroy();
  }

  get text(): string {
    return this.view?.state.doc.toString().trim() ?? this.value;
  }

  override focus(): void {
    this.view?.focus();
  }

  private move(view: EditorView, forward: boolean): boolean {
    const moved = moveCompletionSelection(forward)(view);
    this.choosing ||= moved;
    return moved;
  }

  private edited(): void {
    this.stale = true;
    this.choosing = false;
    this.dispatchEvent(new CustomEvent('edited', { detail: this.text, bubbles: true, composed: true }));
  }

  private run(force = false): boolean {
    const view = this.view;
    const offered = view && selectedCompletion(view.state);
    if (view && offered) {
      // Enter takes what is offered, unless the query was complete without it and nobody went for it.
      if (!force && (this.choosing || !isComplete(view.state, offered.label))) return false;
      closeCompletion(view);
    }
    this.recalled = -1;
    this.dispatchEvent(new CustomEvent('run', { detail: this.text, bubbles: true, composed: true }));
    return true;
  }

  private recall(by: number): boolean {
    const view = this.view;
    const recent = recentSearches('metrics');
    if (!view || recent.length === 0) return false;
    this.recalled = Math.min(recent.length - 1, Math.max(0, this.recalled + by));
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: recent[this.recalled]! }, selection: { anchor: recent[this.recalled]!.length } });
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
      .cm-scroller { max-height: 220px; line-height: 18px !important; }
      .cm-cursor { border-left-color: var(--text) !important; }
      .cm-selectionBackground, ::selection { background: var(--accent-soft) !important; }
      .cm-placeholder { color: var(--text-3); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 100%; }
      .cm-matchingBracket { background: var(--accent-soft) !important; outline: none; }
      .cm-tooltip { background: var(--raised) !important; border: 1px solid var(--line-strong) !important; border-radius: var(--radius); box-shadow: var(--shadow); color: var(--text); z-index: 60 !important; max-width: 560px; }
      .cm-tooltip-autocomplete > ul { max-height: 300px !important; font: var(--data-size) var(--mono) !important; }
      .cm-tooltip-autocomplete > ul > li { padding: 2px 8px !important; line-height: 18px !important; }
      .cm-tooltip-autocomplete > ul > li[aria-selected] { background: var(--accent-soft) !important; color: var(--text) !important; }
      .cm-completionMatchedText { text-decoration: none !important; color: var(--accent); }
      .cm-completionDetail { color: var(--text-3); font-style: normal !important; margin-left: 12px !important; }
      .cm-completionIcon { display: none; }
      .cm-completionInfo { padding: 6px 10px !important; font: var(--small-size) / 1.45 var(--font); white-space: pre-line !important; max-width: 360px !important; width: max-content; }
      .cm-tooltip-hover, .cm-tooltip.doc { padding: 6px 10px; font: var(--small-size) / 1.45 var(--font); }
      .cm-tooltip-hover .doc b, .doc .signature { font: var(--data-size) var(--mono); color: var(--text); }
      .doc p { margin: 2px 0 0; color: var(--text-2); max-width: 420px; }
      .cm-diagnostic { padding: 2px 8px !important; font: var(--small-size) / 1.45 var(--font); border-left-width: 3px !important; }
      .cm-diagnostic-error { border-left-color: var(--bad) !important; }
      .cm-lintRange-error { background: none !important; text-decoration: underline wavy var(--bad); text-underline-offset: 3px; }
      .cm-lintRange-info { background: none !important; text-decoration: underline dotted var(--text-2); text-underline-offset: 3px; }
      .cm-lintRange-warning { background: none !important; text-decoration: underline wavy var(--warn); text-underline-offset: 3px; }
    `,
  ];

  override render() {
    return html`<div class="host"></div>`;
  }
}

/**
 * Whether the query stands as it is: it has no fault, and the word at the cursor, if there is one, is
 * not the beginning of what is offered.
 */
function isComplete(state: EditorState, offered: string): boolean {
  const cursor = state.selection.main.head;
  const word = /[\w:$]*$/.exec(state.sliceDoc(0, cursor))![0];
  if (word !== '' && word !== offered && !/^\d/.test(word)) return false;
  let faults = false;
  syntaxTree(state).iterate({ enter: (node) => void (faults ||= node.type.isError) });
  return !faults && state.doc.toString().trim() !== '';
}

/** `$__interval` and its kin are put in before the query is sent; the grammar does not know them. */
function aboutVariable(state: EditorState, diagnostic: Diagnostic): boolean {
  const line = state.doc.toString();
  for (const match of line.matchAll(/\$\{?\w+\}?/g)) {
    if (diagnostic.from <= match.index + match[0].length && diagnostic.to >= match.index) return true;
    // The window is what is missed then, and the whole call is marked.
    if (diagnostic.from <= match.index && diagnostic.to >= match.index) return true;
  }
  return false;
}

/** Documentation of the function, or type, unit and help of the metric, under the pointer. */
async function explain(view: EditorView, position: number, side: -1 | 1): Promise<Tooltip | null> {
  const node = syntaxTree(view.state).resolveInner(position, side);
  const word = view.state.sliceDoc(node.from, node.to);
  if (!/^[a-zA-Z_:][\w:]*$/.test(word)) return null;
  const doc = node.name === 'LabelName' ? undefined : DOCS.get(word);
  const dom = document.createElement('div');
  dom.className = 'doc';
  if (doc) fill(dom, doc.signature, [doc.text]);
  else if (node.name === 'Identifier') {
    const entry = await family(word, urlState.range);
    if (!entry) return null;
    fill(dom, word, [[entry.type, entry.unit && `unit ${entry.unit}`, `${count(entry.series)} series`].filter(Boolean).join(' · '), entry.help]);
  } else return null;
  return { pos: node.from, end: node.to, above: false, create: () => ({ dom }) };
}

function fill(dom: HTMLElement, head: string, lines: string[]): void {
  const title = document.createElement('div');
  title.className = 'signature';
  title.textContent = head;
  dom.append(title, ...lines.filter((l) => l !== '').map((line) => {
    const p = document.createElement('p');
    p.textContent = line;
    return p;
  }));
}

declare global {
  interface HTMLElementTagNameMap {
    'clew-promql-editor': ClewPromqlEditor;
  }
}
