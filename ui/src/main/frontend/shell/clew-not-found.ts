import { css, html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';
import '../elements/clew-empty.ts';
import { shared } from '../lib/styles.ts';

/** The page for an address that no page has. */
@customElement('clew-not-found')
export class ClewNotFound extends LitElement {
  static override styles = [
    shared,
    css`
      ul {
        padding-left: 18px;
      }
    `,
  ];

  override render() {
    return html`<clew-empty heading="There is no page at this address">
      <p class="mono">${window.location.pathname}</p>
      <p>
        A trace is at <span class="mono">/trace/…</span>, everything that carries an ID at
        <span class="mono">/c/…</span>. Or press <kbd>ctrl</kbd> <kbd>K</kbd> and paste what you have.
      </p>
      <p><a href="/">Home</a> · <a href="/services">Services</a> · <a href="/logs">Logs</a></p>
    </clew-empty>`;
  }
}
