import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ApiError } from '../lib/api.ts';
import { icon } from '../lib/icons.ts';
import { shared } from '../lib/styles.ts';

/**
 * What went wrong, in a line; with the query and a caret under the place when the server named it.
 *
 * `error`: the ApiError or null (nothing is shown); `query`: the text the position refers to.
 */
@customElement('clew-error')
export class ClewError extends LitElement {
  @property({ attribute: false }) error: ApiError | null = null;
  @property() query = '';

  static override styles = [
    shared,
    css`
      :host {
        display: block;
      }
      .box {
        display: flex;
        gap: 8px;
        padding: 8px 16px;
        background: var(--bad-soft);
        border-bottom: 1px solid var(--line);
      }
      svg.icon {
        color: var(--bad);
        margin-top: 1px;
      }
      pre {
        margin: 4px 0 0;
        font: var(--data-size) / 1.3 var(--mono);
        overflow: auto;
      }
      .caret {
        color: var(--bad);
      }
    `,
  ];

  override render() {
    const error = this.error;
    if (!error) return nothing;
    const at = error.position;
    return html`<div class="box" role="alert">
      ${icon('warning')}
      <div>
        <div>${error.message}</div>
        ${at !== null && this.query !== ''
          ? html`<pre>${this.query}
<span class="caret">${' '.repeat(Math.min(at, this.query.length))}^</span></pre>`
          : nothing}
      </div>
    </div>`;
  }
}
