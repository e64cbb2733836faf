import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { figuresOf } from '../elements/chart-lines.ts';
import '../elements/clew-menu.ts';
import { icon } from '../lib/icons.ts';
import { copyText } from '../lib/page.ts';
import { shared } from '../lib/styles.ts';
import { alertRule, suggestedThreshold } from './alert-rule.ts';
import { isFormula } from './formula.ts';
import type { PanelData } from './panel-data.ts';
import { formatUnit } from './units.ts';

/** The last formula, or else the last query, as an alerting rule to copy. `data`. */
@customElement('clew-alert-copy')
export class ClewAlertCopy extends LitElement {
  @property({ attribute: false }) data: PanelData | null = null;
  @state() private comparison: '>' | '<' = '>';
  @state() private threshold: number | null = null;
  @state() private minutes = 5;
  @state() private copied = false;
  private about = '';

  private get answer() {
    const answers = this.data?.answers ?? [];
    return answers.filter((a) => isFormula(a.query.id)).pop() ?? answers[answers.length - 1];
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const text = this.answer?.text ?? '';
    if (changed.has('data') && text !== this.about) {
      this.about = text;
      this.threshold = null;
    }
  }

  private get value(): number {
    if (this.threshold !== null) return this.threshold;
    const lines = (this.data?.lines ?? []).filter((l) => l.query === this.answer?.query.id && !l.before);
    return suggestedThreshold(lines.reduce((most, l) => Math.max(most, figuresOf(l.values).max ?? -Infinity), -Infinity));
  }

  private get rule(): string {
    const { data, answer } = this;
    if (!data || !answer) return '';
    return alertRule(answer.text, this.comparison, this.value, this.minutes, `{{ $value }} is ${this.comparison === '>' ? 'above' : 'below'} ${formatUnit(this.value, data.unit)}`);
  }

  private async copy(): Promise<void> {
    this.copied = await copyText(this.rule);
    window.setTimeout(() => (this.copied = false), 1500);
  }

  override render() {
    if (!this.answer) return nothing;
    return html`<clew-menu label="Alert rule" hint="This query as an alerting rule">
      <div class="panel">
        <div class="line">Fires when ${this.answer.query.id} is
          <select aria-label="Comparison" @change=${(e: Event) => (this.comparison = (e.target as HTMLSelectElement).value as '>' | '<')}><option value=">">above</option><option value="<">below</option></select>
          <input aria-label="Threshold" type="number" step="any" .value=${String(this.value)} @input=${(e: Event) => (this.threshold = Number((e.target as HTMLInputElement).value))}>
          for <input aria-label="Minutes" class="short" type="number" min="0" .value=${String(this.minutes)} @input=${(e: Event) => (this.minutes = Math.max(0, Number((e.target as HTMLInputElement).value)))}> minutes</div>
        <pre>${this.rule}</pre>
        <div class="line"><button class="primary" @click=${() => this.copy()}>${icon(this.copied ? 'check' : 'copy')}${this.copied ? 'Copied' : 'Copy YAML'}</button>
          <span class="quiet small">Goes into a file of the rules folder, see docs/configuration.md, key alerting.rules</span></div>
      </div></clew-menu>`;
  }

  static override styles = [
    shared,
    css`
      :host { display: inline-flex; }
      .panel { width: 500px; max-width: 86vw; }
      .line { display: flex; align-items: center; gap: 6px; flex-wrap: wrap; white-space: normal; }
      input { width: 92px; }
      input.short { width: 56px; }
      pre { font: var(--small-size) / 1.5 var(--mono); background: var(--bg); border: 1px solid var(--line); border-radius: var(--radius); padding: 8px; margin: 8px 0; overflow: auto; max-height: 260px; }
    `,
  ];
}
