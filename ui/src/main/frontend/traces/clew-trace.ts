import { html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('clew-trace')
export class ClewTrace extends LitElement {
  override render() {
    return html`<p>ClewTrace</p>`;
  }
}
