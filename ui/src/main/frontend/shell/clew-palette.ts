import { css, html, LitElement } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { serviceLink, withRange } from '../lib/addresses.ts';
import { getJson } from '../lib/api.ts';
import { serviceColor } from '../lib/colors.ts';
import { icon, type IconName } from '../lib/icons.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import { idTargets, matches } from './palette-targets.ts';

interface Item {
  label: string;
  hint: string;
  icon: IconName;
  address: string;
  service?: string;
}

const PAGES: Item[] = [
  { label: 'Home', hint: 'page', icon: 'home', address: '/' },
  { label: 'Services', hint: 'page', icon: 'services', address: '/services' },
  { label: 'Logs', hint: 'page', icon: 'logs', address: '/logs' },
  { label: 'Traces', hint: 'page', icon: 'traces', address: '/traces' },
  { label: 'Metrics', hint: 'page', icon: 'metrics', address: '/metrics' },
  { label: 'Alerts', hint: 'page', icon: 'alerts', address: '/alerts' },
  { label: 'Status', hint: 'page', icon: 'status', address: '/status' },
  { label: 'Targets', hint: 'page', icon: 'status', address: '/targets' },
];

/** ctrl+k: pages, services, and any ID pasted. */
@customElement('clew-palette')
export class ClewPalette extends LitElement {
  @state() private text = '';
  @state() private selected = 0;
  @state() private services: string[] = [];

  static override styles = [
    shared,
    css`
      dialog {
        width: min(560px, calc(100vw - 32px));
        margin: 12vh auto auto;
        padding: 0;
        border: 1px solid var(--line-strong);
        border-radius: 8px;
        background: var(--raised);
        color: var(--text);
        box-shadow: var(--shadow);
        overflow: hidden;
      }
      dialog::backdrop {
        background: #0006;
      }
      .head {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 0 12px;
        border-bottom: 1px solid var(--line);
        color: var(--text-2);
      }
      input {
        flex: 1;
        border: 0;
        height: 44px;
        font-size: 14px;
        padding: 0;
        background: none;
        outline: none;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 4px;
        max-height: 50vh;
        overflow: auto;
      }
      li {
        display: flex;
        align-items: center;
        gap: 10px;
        padding: 0 8px;
        height: 32px;
        border-radius: var(--radius);
        cursor: pointer;
        color: var(--text-2);
      }
      li .label {
        color: var(--text);
      }
      li[aria-selected='true'] {
        background: var(--accent-soft);
      }
    `,
  ];

  show(): void {
    this.text = '';
    this.selected = 0;
    void this.updateComplete.then(() => {
      const dialog = this.renderRoot.querySelector('dialog')!;
      if (!dialog.open) dialog.showModal();
      const input = this.renderRoot.querySelector('input')!;
      input.value = '';
      input.focus();
    });
    const { start, end } = urlState.range;
    getJson<{ services: Array<{ name: string }> }>('services', { start, end, points: 1 })
      .then((answer) => (this.services = answer.services.map((s) => s.name)))
      .catch(() => (this.services = []));
  }

  private items(): Item[] {
    const targets = idTargets(this.text);
    const ids: Item[] = targets.map((target) => ({ ...target, address: withRange(target.path) }));
    const services: Item[] = this.services.map((name) => ({
      label: name,
      hint: 'service',
      icon: 'services',
      address: serviceLink(name),
      service: name,
    }));
    const named = [...PAGES.map((p) => ({ ...p, address: urlState.link(p.address) })), ...services].filter((item) =>
      matches(this.text, item.label),
    );
    const typed = this.text.trim();
    const search: Item[] =
      typed === ''
        ? []
        : [
            {
              label: `Search logs for “${typed}”`,
              hint: 'logs',
              icon: 'logs',
              address: urlState.link('/logs', { q: /[\s:]/.test(typed) ? `"${typed.replace(/"/g, '\\"')}"` : typed }),
            },
          ];
    // What looks like an ID is meant as one; else names come first.
    return targets[0]?.certain ? [...ids, ...search, ...named] : [...named, ...ids, ...search];
  }

  private close(): void {
    this.renderRoot.querySelector('dialog')?.close();
  }

  private choose(item: Item | undefined): void {
    if (!item) return;
    this.close();
    urlState.go(item.address);
  }

  private key(event: KeyboardEvent): void {
    const items = this.items();
    if (event.key === 'ArrowDown') this.selected = Math.min(items.length - 1, this.selected + 1);
    else if (event.key === 'ArrowUp') this.selected = Math.max(0, this.selected - 1);
    else if (event.key === 'Enter') this.choose(items[this.selected]);
    else return;
    event.preventDefault();
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }),
    );
  }

  override render() {
    const items = this.items();
    return html`<dialog aria-label="Search" @click=${(e: Event) => e.target === e.currentTarget && this.close()}>
      <div class="head">
        ${icon('search')}
        <input
          placeholder="Page, service, trace ID, order ID, request ID …"
          aria-label="Search or paste an ID"
          role="combobox"
          aria-expanded="true"
          aria-controls="found"
          spellcheck="false"
          autocomplete="off"
          @input=${(e: Event) => {
            this.text = (e.target as HTMLInputElement).value;
            this.selected = 0;
          }}
          @keydown=${this.key}
        />
        <kbd>esc</kbd>
      </div>
      <ul id="found" role="listbox">
        ${items.map(
          (item, i) => html`<li
            role="option"
            aria-selected=${i === this.selected}
            @mousemove=${() => (this.selected = i)}
            @click=${() => this.choose(item)}
          >
            ${icon(item.icon)}
            ${item.service
              ? html`<span class="label chip cut" style="--chip:${serviceColor(item.service)}">${item.label}</span>`
              : html`<span class="label cut">${item.label}</span>`}
            <span class="spacer"></span><span class="faint small">${item.hint}</span>
          </li>`,
        )}
      </ul>
    </dialog>`;
  }
}
