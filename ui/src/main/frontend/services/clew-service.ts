import { html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('clew-service')
export class ClewService extends LitElement {
  override render() {
    return html`<p>ClewService</p>`;
  }
}
