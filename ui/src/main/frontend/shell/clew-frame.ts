import { css, html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import '../elements/clew-time-picker.ts';
import { askedService } from '../lib/addresses.ts';
import { getJson } from '../lib/api.ts';
import { setUtc } from '../lib/format.ts';
import { icon, type IconName } from '../lib/icons.ts';
import { addShortcuts, handleKey, listShortcuts } from '../lib/keys.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import type { ClewPalette } from './clew-palette.ts';
import './clew-refresh.ts';

interface Entry {
  path: string;
  label: string;
  icon: IconName;
}

const PAGES: Entry[] = [
  { path: '/', label: 'Home', icon: 'home' },
  { path: '/services', label: 'Services', icon: 'services' },
  { path: '/logs', label: 'Logs', icon: 'logs' },
  { path: '/traces', label: 'Traces', icon: 'traces' },
  { path: '/metrics', label: 'Metrics', icon: 'metrics' },
  { path: '/alerts', label: 'Alerts', icon: 'alerts' },
];

const THEMES = ['system', 'dark', 'light'] as const;
type Theme = (typeof THEMES)[number];

const POLL_MILLIS = 15_000;

/** The frame of every page; Flow puts the page of the current address into its slot. */
@customElement('clew-frame')
export class ClewFrame extends LitElement {
  @state() private path = window.location.pathname;
  @state() private theme: Theme = storedTheme();
  @state() private firing = 0;
  @state() private health: '' | 'healthy' | 'degraded' | 'unhealthy' | 'unreachable' = '';
  @state() private reasons: string[] = [];
  @state() private help = false;

  private release: Array<() => void> = [];

  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template: var(--header) minmax(0, 1fr) / var(--nav-width) minmax(0, 1fr);
        height: 100vh;
        height: 100dvh;
        background: var(--bg);
      }
      nav {
        grid-row: 1 / 3;
        border-right: 1px solid var(--line);
        background: var(--surface);
        display: flex;
        flex-direction: column;
        gap: 1px;
        padding: 0 8px 8px;
        min-height: 0;
        overflow: hidden;
      }
      .brand {
        display: flex;
        align-items: center;
        gap: 8px;
        height: var(--header);
        padding: 0 8px;
        font-weight: 650;
        font-size: 15px;
        letter-spacing: 0.01em;
        color: var(--text);
        flex: none;
      }
      .brand:hover {
        text-decoration: none;
      }
      .brand svg {
        color: var(--accent);
        width: 18px;
        height: 18px;
      }
      nav a.entry {
        display: flex;
        align-items: center;
        gap: 10px;
        height: 30px;
        padding: 0 8px;
        border-radius: var(--radius);
        color: var(--text-2);
        flex: none;
      }
      nav a.entry:hover {
        background: var(--hover);
        text-decoration: none;
        color: var(--text);
      }
      nav a.entry[aria-current='page'] {
        background: var(--accent-soft);
        color: var(--text);
      }
      nav a.entry[aria-current='page'] svg {
        color: var(--accent);
      }
      .badge {
        margin-left: auto;
        background: var(--bad-soft);
        color: var(--bad);
        border-radius: 8px;
        padding: 0 6px;
        font-size: var(--small-size);
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
      .dot {
        margin-left: auto;
        width: 8px;
        height: 8px;
        border-radius: 50%;
        background: var(--text-3);
      }
      .dot.healthy {
        background: var(--good);
      }
      .dot.degraded {
        background: var(--warn);
      }
      .dot.unhealthy,
      .dot.unreachable {
        background: var(--bad);
      }
      header {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 0 12px 0 16px;
        border-bottom: 1px solid var(--line);
        min-width: 0;
      }
      h1 {
        font-size: 14px;
        font-weight: 600;
        margin: 0;
        flex: 0 1 auto;
      }
      .find {
        margin-left: auto;
        width: min(340px, 34vw);
        justify-content: flex-start;
        color: var(--text-3);
        border-color: var(--line-strong);
        background: var(--raised);
        min-width: 0;
      }
      .find span {
        flex: 1;
        text-align: left;
      }
      main {
        min-width: 0;
        min-height: 0;
        overflow: hidden;
      }
      dialog {
        border: 1px solid var(--line-strong);
        border-radius: 6px;
        background: var(--raised);
        color: var(--text);
        box-shadow: var(--shadow);
        padding: 16px 20px;
      }
      dialog::backdrop {
        background: #0006;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 6px 16px;
        margin: 12px 0 0;
      }
      dd {
        margin: 0;
      }
      .skip {
        position: absolute;
        left: -999px;
      }
      .skip:focus {
        left: 8px;
        top: 8px;
        z-index: 10;
        background: var(--raised);
        padding: 4px 8px;
      }
      @media (max-width: 1100px) {
        :host {
          --nav-width: 48px;
        }
        nav a.entry {
          justify-content: center;
          padding: 0;
          position: relative;
        }
        .label,
        .brand span {
          display: none;
        }
        .badge,
        .dot {
          position: absolute;
          right: 1px;
          top: 2px;
        }
        .badge {
          padding: 0 3px;
          font-size: 9px;
        }
        .brand {
          justify-content: center;
          padding: 0;
        }
      }
      @media (max-width: 760px) {
        .find span,
        .find kbd {
          display: none;
        }
        .find {
          width: auto;
        }
        .keys {
          display: none;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    setUtc(storedUtc());
    const dark = window.matchMedia('(prefers-color-scheme: light)');
    const follow = () => applyTheme(this.theme);
    const moved = () => {
      this.path = window.location.pathname;
      this.requestUpdate();
    };
    const timer = window.setInterval(() => void this.poll(), POLL_MILLIS);
    dark.addEventListener('change', follow);
    document.addEventListener('keydown', handleKey);
    window.addEventListener('popstate', moved);
    window.addEventListener('vaadin-router-location-changed', moved);
    this.release = [
      () => dark.removeEventListener('change', follow),
      () => document.removeEventListener('keydown', handleKey),
      () => window.removeEventListener('popstate', moved),
      () => window.removeEventListener('vaadin-router-location-changed', moved),
      () => window.clearInterval(timer),
      addShortcuts([
        { key: 'ctrl+k', description: 'Search, or paste an ID', run: () => void this.openPalette() },
        { key: 'd', description: 'Time range', run: () => this.picker()?.open() },
        { key: 'r', description: 'Refresh', run: () => urlState.refresh() },
        { key: '?', description: 'This list', run: () => this.showHelp() },
      ]),
    ];
    void this.poll();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const release of this.release) release();
  }

  private picker() {
    return this.renderRoot.querySelector('clew-time-picker');
  }

  private async poll(): Promise<void> {
    if (document.hidden) return;
    const [alerts, status] = await Promise.allSettled([
      getJson<{ firing: number }>('alerts'),
      getJson<{ health: 'healthy' | 'degraded' | 'unhealthy'; reasons: string[] }>('status'),
    ]);
    if (alerts.status === 'fulfilled') this.firing = alerts.value.firing;
    if (status.status === 'fulfilled') {
      this.health = status.value.health;
      this.reasons = status.value.reasons;
    } else {
      this.health = 'unreachable';
      this.reasons = [];
    }
  }

  private async openPalette(): Promise<void> {
    await import('./clew-palette.ts');
    (this.renderRoot.querySelector('clew-palette') as ClewPalette).show();
  }

  private showHelp(): void {
    this.help = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector('dialog')?.showModal());
  }

  private nextTheme(): void {
    this.theme = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length]!;
    window.localStorage.setItem('clew.theme', this.theme);
    applyTheme(this.theme);
  }

  private link(entry: Entry, extra: unknown = nothing) {
    const current = entry.path === '/' ? this.path === '/' : this.isUnder(entry.path);
    return html`<a
      class="entry"
      href=${urlState.link(entry.path)}
      title=${entry.label}
      aria-current=${current ? 'page' : nothing}
      @click=${(e: Event) => ((e.currentTarget as HTMLAnchorElement).href = urlState.link(entry.path))}
      >${icon(entry.icon)}<span class="label">${entry.label}</span>${extra}</a
    >`;
  }

  private isUnder(path: string): boolean {
    const here = this.path.startsWith('/trace/') ? '/traces' : this.path === '/targets' ? '/status' : this.path === '/service' ? '/services' : this.path;
    return here === path || here.startsWith(`${path}/`);
  }

  private pageTitle(): string {
    const page = [...PAGES, { path: '/status', label: 'Status' }, { path: '/targets', label: 'Targets' }].find((p) => p.path === this.path);
    if (page) return page.label;
    if (this.path === '/service' || this.path.startsWith('/services/')) return askedService();
    if (this.path.startsWith('/trace/')) return 'Trace';
    if (this.path.startsWith('/metrics/')) return 'Metrics';
    return this.path === '/c' || this.path.startsWith('/c/') ? 'Correlation' : 'Not found';
  }

  override render() {
    const healthText = this.health === '' ? 'unknown' : [this.health, ...this.reasons].join(': ');
    return html`
      <a class="skip" href="#main" @click=${this.skip}>Skip to the page</a>
      <nav aria-label="Pages">
        <a class="brand" href="/" aria-label="Clew, home">${icon('correlation')}<span>Clew</span></a>
        ${PAGES.map((entry) =>
          this.link(
            entry,
            entry.path === '/alerts' && this.firing > 0
              ? html`<span class="badge" title="${this.firing} firing">${this.firing}</span>`
              : nothing,
          ),
        )}
        <div class="spacer"></div>
        ${this.link(
          { path: '/status', label: 'Status', icon: 'status' },
          html`<span class="dot ${this.health}" role="img" title=${healthText} aria-label=${healthText}></span>`,
        )}
      </nav>
      <header>
        <h1 class="cut" title=${this.pageTitle()}>${this.pageTitle()}</h1>
        <button class="find" @click=${this.openPalette} title="Search or paste an ID (ctrl+k)">
          ${icon('search')}<span class="cut">Search or paste an ID</span><kbd>ctrl K</kbd>
        </button>
        <clew-time-picker></clew-time-picker>
        <clew-refresh></clew-refresh>
        <button
          class="icon"
          title="Theme: ${this.theme}"
          aria-label="Theme: ${this.theme}; change"
          @click=${this.nextTheme}
        >
          ${icon(this.theme === 'dark' ? 'moon' : this.theme === 'light' ? 'sun' : 'system')}
        </button>
        <button class="icon keys" title="Keyboard shortcuts (?)" aria-label="Keyboard shortcuts" @click=${this.showHelp}>
          ${icon('keyboard')}
        </button>
      </header>
      <main id="main" tabindex="-1"><slot></slot></main>
      <clew-palette></clew-palette>
      ${this.help
        ? html`<dialog @close=${() => (this.help = false)} aria-label="Keyboard shortcuts">
            <h2>Keyboard</h2>
            <dl>
              ${listShortcuts().map(
                (s) => html`<dt><kbd>${s.key === 'Escape' ? 'esc' : s.key}</kbd></dt>
                  <dd>${s.description}</dd>`,
              )}
            </dl>
          </dialog>`
        : nothing}
    `;
  }

  private skip(event: Event): void {
    event.preventDefault();
    this.renderRoot.querySelector<HTMLElement>('main')?.focus();
  }
}

function storedTheme(): Theme {
  const stored = window.localStorage.getItem('clew.theme');
  return THEMES.find((t) => t === stored) ?? 'system';
}

function storedUtc(): boolean {
  return window.localStorage.getItem('clew.utc') === 'true';
}

function applyTheme(theme: Theme): void {
  const light = window.matchMedia('(prefers-color-scheme: light)').matches;
  document.documentElement.dataset['theme'] = theme === 'system' ? (light ? 'light' : 'dark') : theme;
  // Canvases do not follow custom properties by themselves.
  window.dispatchEvent(new CustomEvent('clew-theme-changed'));
}
