import { html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('clew-home')
export class ClewHome extends LitElement {
  override render() {
    return html`<p>ClewHome</p>`;
  }
}
