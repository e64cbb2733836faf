import { html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('clew-status')
export class ClewStatus extends LitElement {
  override render() {
    return html`<p>ClewStatus</p>`;
  }
}
