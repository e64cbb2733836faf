import { css, html, LitElement } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import '../elements/clew-menu.ts';
import type { ClewMenu } from '../elements/clew-menu.ts';
import { icon } from '../lib/icons.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';

const KEY = 'clew.refresh';
const CHOICES: ReadonlyArray<[string, number]> = [['Off', 0], ['10 s', 10], ['30 s', 30], ['1 m', 60]];

/**
 * Loads the page again at a press, or by itself every so many seconds: on every page the same, kept
 * in the browser. It waits while nobody sees the page, and while the range does not end now.
 */
@customElement('clew-refresh')
export class ClewRefresh extends LitElement {
  @state() private seconds = stored();
  @query('clew-menu') private menu!: ClewMenu;
  private timer = 0;
  private readonly seen = () => this.schedule();

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.seen);
    this.schedule();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.seen);
    window.clearInterval(this.timer);
  }

  private schedule(): void {
    window.clearInterval(this.timer);
    if (this.seconds === 0 || document.hidden) return;
    this.timer = window.setInterval(() => {
      if (urlState.spec.to === 'now') urlState.refresh();
    }, this.seconds * 1000);
  }

  private choose(seconds: number): void {
    this.seconds = seconds;
    this.menu.close();
    try {
      window.localStorage.setItem(KEY, String(seconds));
    } catch {
      // Private mode: it holds for this page.
    }
    this.schedule();
  }

  static override styles = [
    shared,
    css`
      :host { display: inline-flex; align-items: center; }
      .chosen { display: inline-flex; align-items: center; gap: 2px; }
      .list { display: flex; flex-direction: column; min-width: 96px; }
      .list button { justify-content: flex-start; }
      .list button[aria-pressed='true'] { color: var(--accent); }
    `,
  ];

  override render() {
    const [name] = CHOICES.find(([, seconds]) => seconds === this.seconds)!;
    return html`<button class="icon" title="Refresh (r)" aria-label="Refresh" @click=${() => urlState.refresh()}>${icon('refresh')}</button>
      <clew-menu hint="Refresh by itself: ${name.toLowerCase()}"><span class="chosen" slot="label">${this.seconds === 0 ? '' : name}${icon('down')}</span>
        <div class="list">${CHOICES.map(([label, seconds]) => html`<button class="small" aria-pressed=${seconds === this.seconds} @click=${() => this.choose(seconds)}>${label}</button>`)}</div>
      </clew-menu>`;
  }
}

function stored(): number {
  try {
    const seconds = Number(window.localStorage.getItem(KEY));
    return CHOICES.some(([, known]) => known === seconds) ? seconds : 0;
  } catch {
    return 0;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'clew-refresh': ClewRefresh;
  }
}
