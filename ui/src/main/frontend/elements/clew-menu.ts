import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { icon, type IconName } from '../lib/icons.ts';
import { addShortcuts } from '../lib/keys.ts';
import { shared } from '../lib/styles.ts';

/**
 * A button that opens a panel below it; esc, a click outside and `close()` fold it again.
 *
 * `label`; `icon`; `hint`: the tooltip; `quiet`: looks like text; the default slot: what the panel
 * holds, which exists only while it is open when the page asks `opened`. Fires `opened` with whether.
 */
@customElement('clew-menu')
export class ClewMenu extends LitElement {
  @property() label = '';
  @property() icon: IconName | '' = '';
  @property() hint = '';
  @property({ type: Boolean }) quiet = false;
  @property({ type: Boolean }) outline = false;
  @state() private isOpen = false;
  private release: () => void = () => {};
  private readonly outside = (e: Event) => {
    if (!e.composedPath().includes(this)) this.close();
  };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.close();
  }

  get opened(): boolean {
    return this.isOpen;
  }

  open(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    document.addEventListener('pointerdown', this.outside);
    this.release = addShortcuts([{ key: 'Escape', description: 'Close', run: () => this.close() }]);
    this.dispatchEvent(new CustomEvent('opened', { detail: true }));
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    document.removeEventListener('pointerdown', this.outside);
    this.release();
    this.dispatchEvent(new CustomEvent('opened', { detail: false }));
    if (this.contains(document.activeElement)) this.renderRoot.querySelector('button')?.focus();
  }

  static override styles = [
    shared,
    css`
      :host { position: relative; display: inline-flex; flex: none; }
      .panel { position: absolute; right: 0; top: calc(100% + 4px); z-index: 40; min-width: 200px; max-width: min(560px, 92vw); max-height: 70vh; overflow: auto; background: var(--raised); border: 1px solid var(--line-strong); border-radius: 6px; box-shadow: var(--shadow); padding: 8px; }
    `,
  ];

  override render() {
    return html`<button class=${this.outline ? 'outline' : 'small'} aria-haspopup="dialog" aria-expanded=${this.isOpen} title=${this.hint || this.label}
        @click=${() => (this.isOpen ? this.close() : this.open())}>
        ${this.icon ? icon(this.icon) : nothing}<slot name="label">${this.label}</slot></button>
      ${this.isOpen ? html`<div class="panel" role="dialog" aria-label=${this.label || this.hint}><slot></slot></div>` : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'clew-menu': ClewMenu;
  }
}
