import { css, html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { clock, day, isUtc, setUtc, zoneName } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { copyText } from '../lib/page.ts';
import { shared } from '../lib/styles.ts';
import { label, parseRange, PRESETS, type RangeSpec, resolve, shift, zoomOut } from '../lib/time-range.ts';
import { urlState } from '../lib/url-state.ts';

const RECENT_KEY = 'clew.recentRanges';

/** The time range of all pages: presets, natural language, absolute, recent ranges. */
@customElement('clew-time-picker')
export class ClewTimePicker extends LitElement {
  @state() private opened = false;
  @state() private wrong = false;
  @state() private typed = '';
  @state() private copied = false;

  private release: () => void = () => {};
  private readonly outside = (e: Event) => {
    if (!e.composedPath().includes(this)) this.close();
  };

  static override styles = [
    shared,
    css`
      :host {
        position: relative;
        display: inline-flex;
      }
      .steps {
        display: inline-flex;
      }
      .current {
        border-radius: var(--radius);
      }
      .panel {
        position: absolute;
        right: 0;
        top: 34px;
        z-index: 50;
        width: 400px;
        background: var(--raised);
        border: 1px solid var(--line-strong);
        border-radius: 6px;
        box-shadow: var(--shadow);
        padding: 12px;
      }
      .panel > input {
        width: 100%;
      }
      .hint {
        margin: 4px 0 8px;
        min-height: 32px;
      }
      .columns {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 12px;
      }
      .list {
        display: flex;
        flex-direction: column;
      }
      .list button {
        justify-content: flex-start;
        height: 26px;
        overflow: hidden;
      }
      h3 {
        font-size: var(--small-size);
        font-weight: 500;
        color: var(--text-3);
        margin: 4px 8px;
      }
      .foot {
        display: flex;
        gap: 8px;
        align-items: center;
        border-top: 1px solid var(--line);
        margin: 8px -12px -12px;
        padding: 8px 12px;
      }
      @media (max-width: 480px) {
        .steps .icon {
          display: none;
        }
        .panel {
          right: -96px;
          width: min(400px, 92vw);
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.release = urlState.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.release();
    document.removeEventListener('pointerdown', this.outside);
  }

  open(): void {
    this.opened = true;
    this.wrong = false;
    this.typed = '';
    document.addEventListener('pointerdown', this.outside);
    void this.updateComplete.then(() => this.renderRoot.querySelector('input')?.focus());
  }

  private close(): void {
    this.opened = false;
    document.removeEventListener('pointerdown', this.outside);
  }

  private toggle(): void {
    if (this.opened) this.close();
    else this.open();
  }

  private choose(spec: RangeSpec): void {
    remember(spec);
    this.close();
    urlState.setRange(spec);
  }

  private key(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      this.close();
      event.stopPropagation();
    } else if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
      const spec = parseRange(event.target.value, Date.now());
      if (spec) this.choose(spec);
      else this.wrong = true;
    }
  }

  private async copyLink(): Promise<void> {
    this.copied = await copyText(urlState.shareLink());
    window.setTimeout(() => (this.copied = false), 1500);
  }

  private toggleUtc(): void {
    setUtc(!isUtc());
    window.localStorage.setItem('clew.utc', String(isUtc()));
    urlState.refresh();
  }

  override render() {
    const range = urlState.range;
    const exact = `${day(range.start)} ${clock(range.start)} to ${day(range.end)} ${clock(range.end)} ${zoneName(range.end)}`;
    return html`
      <span class="steps">
        <button
          class="icon"
          title="Earlier by half the range"
          aria-label="Earlier"
          @click=${() => urlState.setRange(shift(range, -0.5))}
        >
          ${icon('left')}
        </button>
        <button class="outline current" title=${exact} aria-expanded=${this.opened} @click=${this.toggle}>
          ${icon('clock')}${label(urlState.spec)}${icon('down')}
        </button>
        <button
          class="icon"
          title="Zoom out"
          aria-label="Zoom out"
          @click=${() => urlState.setRange(zoomOut(range, Date.now()))}
        >
          ${icon('zoomOut')}
        </button>
      </span>
      ${this.opened ? this.panel(exact) : nothing}
    `;
  }

  /** What enter would choose, while something is typed; else what is shown. */
  private preview(exact: string): string {
    if (this.typed.trim() === '') return exact;
    const spec = parseRange(this.typed, Date.now());
    if (!spec) return 'Not a time range yet';
    const { start, end } = resolve(spec, Date.now());
    return `${day(start)} ${clock(start)} to ${day(end)} ${clock(end)} ${zoneName(end)}`;
  }

  private panel(exact: string) {
    const recent = recentRanges();
    return html`<div class="panel" role="dialog" aria-label="Time range" @keydown=${this.key}>
      <input
        placeholder="last 2 hours · yesterday · 14:00 to 15:30"
        aria-label="Time range in words"
        aria-invalid=${this.wrong}
        spellcheck="false"
        @input=${(e: Event) => {
          this.wrong = false;
          this.typed = (e.target as HTMLInputElement).value;
        }}
      />
      <div class="hint small ${this.wrong ? 'bad' : 'faint'}">
        ${this.wrong
          ? 'Not understood. Try “last 90 minutes”, “14:00 to 15:30”, “2026-11-20 12:00 to 13:00”, or paste one instant.'
          : this.preview(exact)}
      </div>
      <div class="columns">
        <div class="list">
          ${PRESETS.map((p) => html`<button @click=${() => this.choose(p.spec)}>${p.label}</button>`)}
        </div>
        <div class="list">
          ${['Today', 'Yesterday', 'This week'].map(
            (name) =>
              html`<button @click=${() => this.choose(parseRange(name, Date.now())!)}>${name}</button>`,
          )}
          ${recent.length > 0 ? html`<h3>Recent</h3>` : nothing}
          ${recent.map(
            (spec) =>
              html`<button title=${label(spec)} @click=${() => this.choose(spec)}>
                <span class="cut">${label(spec)}</span>
              </button>`,
          )}
        </div>
      </div>
      <div class="foot">
        <button class="small outline" @click=${this.toggleUtc}>
          Times in ${isUtc() ? 'UTC' : `local time (${zoneName(Date.now())})`}
        </button>
        <span class="spacer"></span>
        <button class="small outline" @click=${this.copyLink}>
          ${icon(this.copied ? 'check' : 'link')}${this.copied ? 'Copied' : 'Copy link'}
        </button>
      </div>
    </div>`;
  }
}

function recentRanges(): RangeSpec[] {
  try {
    return (JSON.parse(window.localStorage.getItem(RECENT_KEY) ?? '[]') as RangeSpec[]).slice(0, 6);
  } catch {
    return [];
  }
}

/** Presets are in the list already; only what was typed or brushed is worth remembering. */
function remember(spec: RangeSpec): void {
  if (PRESETS.some((p) => p.spec.from === spec.from && p.spec.to === spec.to)) return;
  const rest = recentRanges().filter((r) => r.from !== spec.from || r.to !== spec.to);
  window.localStorage.setItem(RECENT_KEY, JSON.stringify([spec, ...rest].slice(0, 6)));
}

declare global {
  interface HTMLElementTagNameMap {
    'clew-time-picker': ClewTimePicker;
  }
}
