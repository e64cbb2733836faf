import { html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('clew-services')
export class ClewServices extends LitElement {
  override render() {
    return html`<p>ClewServices</p>`;
  }
}
