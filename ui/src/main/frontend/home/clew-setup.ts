import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { icon } from '../lib/icons.ts';
import { copyText } from '../lib/page.ts';
import { shared } from '../lib/styles.ts';
import { grpcUrl, httpUrl, snippets } from './snippets.ts';

/** Endpoint and snippets. `grpcPort`, `httpPort`: where the receiver listens. */
@customElement('clew-setup')
export class ClewSetup extends LitElement {
  @property({ type: Number }) grpcPort = 4317;
  @property({ type: Number }) httpPort = 4318;
  @state() private chosen = 0;
  @state() private copied = '';

  static override styles = [
    shared,
    css`
      :host { display: block; min-width: 0; }
      .endpoint { display: grid; grid-template-columns: auto minmax(0, max-content) auto; justify-content: start; gap: 4px 12px; align-items: center; margin: 8px 0 16px; }
      .tabs { display: flex; flex-wrap: wrap; border-bottom: 1px solid var(--line); }
      .tabs button { border-radius: 0; border-bottom: 2px solid transparent; color: var(--text-2); }
      .tabs button[aria-selected='true'] { border-bottom-color: var(--accent); color: var(--text); }
      .code { position: relative; }
      pre { margin: 8px 0 0; padding: 12px; padding-right: 84px; min-height: 148px; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); font: var(--data-size) / 1.55 var(--mono); overflow: auto; }
      .code button { position: absolute; right: 8px; top: 16px; }
      .intro { margin: 8px 0 0; color: var(--text-2); min-height: 20px; }
    `,
  ];

  private async copy(name: string, text: string): Promise<void> {
    if (await copyText(text)) {
      this.copied = name;
      window.setTimeout(() => (this.copied = ''), 1500);
    }
  }

  private copyButton(name: string, text: string, label: boolean) {
    const done = this.copied === name;
    return html`<button class="small outline" aria-label="Copy ${name}" title="Copy" @click=${() => this.copy(name, text)}>
      ${icon(done ? 'check' : 'copy')}${label ? (done ? 'Copied' : 'Copy') : ''}
    </button>`;
  }

  override render() {
    // The visitor's browser reached this name, so most likely their services do too.
    const endpoint = { host: window.location.hostname, grpcPort: this.grpcPort, httpPort: this.httpPort };
    const all = snippets(endpoint);
    const snippet = all[this.chosen]!;
    return html`
      <div class="endpoint">
        <span class="quiet">OTLP over HTTP</span><span class="mono cut">${httpUrl(endpoint)}</span>${this.copyButton('HTTP endpoint', httpUrl(endpoint), false)}
        <span class="quiet">OTLP over gRPC</span><span class="mono cut">${grpcUrl(endpoint)}</span>${this.copyButton('gRPC endpoint', grpcUrl(endpoint), false)}
      </div>
      <div class="tabs" role="tablist" aria-label="Language">
        ${all.map((s, i) => html`<button role="tab" aria-selected=${i === this.chosen} @click=${() => (this.chosen = i)}>${s.name}</button>`)}
      </div>
      <p class="intro">${snippet.intro}</p>
      <div class="code"><pre>${snippet.code}</pre>${this.copyButton(snippet.name, snippet.code, true)}</div>
    `;
  }
}
