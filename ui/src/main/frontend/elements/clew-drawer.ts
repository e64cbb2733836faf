import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { icon } from '../lib/icons.ts';
import { addShortcuts } from '../lib/keys.ts';
import { shared } from '../lib/styles.ts';

const WIDTH_KEY = 'clew.drawer';
const LEAST = 320;

/**
 * A panel on the right for the details of what is selected. `heading`: its title; the default slot:
 * its content; slot `actions`: buttons beside the title. Fires `closed` at esc or the cross. The
 * width is dragged, or changed with `[` and `]`, and kept.
 */
@customElement('clew-drawer')
export class ClewDrawer extends LitElement {
  @property() heading = '';
  @state() private width = storedWidth();
  private release: () => void = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.release = addShortcuts([
      { key: 'Escape', description: 'Close the drawer', run: () => this.close() },
      { key: '[', description: 'Wider drawer', run: () => this.resizeTo(this.width + 80) },
      { key: ']', description: 'Narrower drawer', run: () => this.resizeTo(this.width - 80) },
    ]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.release();
  }

  private close(): void {
    this.dispatchEvent(new CustomEvent('closed', { bubbles: true, composed: true }));
  }

  private resizeTo(width: number): void {
    const most = Math.max(LEAST, (this.parentElement?.clientWidth ?? window.innerWidth) * 0.75);
    this.width = Math.round(Math.min(most, Math.max(LEAST, width)));
    try {
      window.localStorage.setItem(WIDTH_KEY, String(this.width));
    } catch {
      // Private mode: it holds for this page.
    }
  }

  private drag(event: PointerEvent): void {
    const grip = event.currentTarget as HTMLElement;
    const right = this.getBoundingClientRect().right;
    grip.setPointerCapture(event.pointerId);
    const moved = (e: PointerEvent) => this.resizeTo(right - e.clientX);
    grip.addEventListener('pointermove', moved);
    grip.addEventListener('pointerup', () => grip.removeEventListener('pointermove', moved), { once: true });
  }

  static override styles = [
    shared,
    css`
      :host { position: relative; display: flex; flex-direction: column; flex: none; min-height: 0; border-left: 1px solid var(--line); background: var(--bg); max-width: 75vw; }
      .grip { position: absolute; left: -4px; top: 0; bottom: 0; width: 8px; cursor: col-resize; touch-action: none; z-index: 2; }
      .grip:hover { background: var(--accent-soft); }
      header { display: flex; align-items: center; gap: 8px; padding: 0 8px 0 16px; height: 40px; border-bottom: 1px solid var(--line); flex: none; }
      .content { overflow: auto; flex: 1; min-height: 0; }
    `,
  ];

  override render() {
    return html`
      <style>:host { width: ${this.width}px; }</style>
      <div class="grip" @pointerdown=${this.drag}></div>
      <header>
        <h2 class="cut" title=${this.heading}>${this.heading}</h2>
        <span class="spacer"></span>
        <slot name="actions"></slot>
        <button class="icon" @click=${this.close} aria-label="Close" title="Close (esc)">${icon('close')}</button>
      </header>
      <div class="content"><slot></slot></div>
    `;
  }
}

function storedWidth(): number {
  try {
    return Math.max(LEAST, Number(window.localStorage.getItem(WIDTH_KEY)) || 460);
  } catch {
    return 460;
  }
}
