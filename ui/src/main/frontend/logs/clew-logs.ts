import { html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('clew-logs')
export class ClewLogs extends LitElement {
  override render() {
    return html`<p>ClewLogs</p>`;
  }
}
