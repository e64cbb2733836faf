import { html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('clew-metrics')
export class ClewMetrics extends LitElement {
  override render() {
    return html`<p>ClewMetrics</p>`;
  }
}
