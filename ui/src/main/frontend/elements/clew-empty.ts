import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shared } from '../lib/styles.ts';

/**
 * Why there is nothing here, and the next step.
 *
 * `heading`: one sentence; the default slot: the reason and what to do.
 */
@customElement('clew-empty')
export class ClewEmpty extends LitElement {
  @property() heading = 'Nothing here';

  static override styles = [
    shared,
    css`
      :host {
        display: block;
        padding: 40px 24px;
        max-width: 560px;
        margin: 0 auto;
        color: var(--text-2);
      }
      h2 {
        color: var(--text);
        margin-bottom: 4px;
        font-size: 14px;
      }
    `,
  ];

  override render() {
    return html`<h2>${this.heading}</h2>
      <div><slot></slot></div>`;
  }
}
