import { html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('clew-traces')
export class ClewTraces extends LitElement {
  override render() {
    return html`<p>ClewTraces</p>`;
  }
}
