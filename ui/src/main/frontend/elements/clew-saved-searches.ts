import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ApiError, getJson, messageOf, sendJson } from '../lib/api.ts';
import { ago } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { savedState } from '../lib/recent-searches.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import './clew-error.ts';

interface Saved {
  id: string;
  name: string;
  page: string;
  state: string;
  updated: string;
}

/** Searches kept under a name: open, save, rename, delete. `page`: `logs` or `traces`. Fires `done` when it may fold. */
@customElement('clew-saved-searches')
export class ClewSavedSearches extends LitElement {
  @property() page = 'logs';
  @state() private list: Saved[] | null = null;
  @state() private error: ApiError | null = null;
  @state() private renaming = '';
  @state() private chosen = -1;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(() => this.load());
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  private async attempt(task: () => Promise<void>): Promise<void> {
    try {
      await task();
      this.error = null;
    } catch (e) {
      this.error = e instanceof ApiError ? e : new ApiError(messageOf(e), 0, null);
      this.list ??= [];
    }
  }

  private async load(): Promise<void> {
    const answer = await getJson<{ searches: Saved[] }>('saved-searches');
    this.list = answer.searches.filter((s) => s.page === this.page).sort((a, b) => a.name.localeCompare(b.name));
  }

  private save(event: Event): void {
    event.preventDefault();
    const input = this.renderRoot.querySelector<HTMLInputElement>('form input')!;
    const name = input.value.trim();
    if (name === '') return;
    void this.attempt(async () => {
      const same = this.list?.find((s) => s.name === name);
      const body = { name, page: this.page, state: savedState(window.location.search) };
      if (same) await sendJson('PUT', `saved-searches/${encodeURIComponent(same.id)}`, body);
      else await sendJson('POST', 'saved-searches', body);
      input.value = '';
      await this.load();
    });
  }

  private rename(saved: Saved, name: string): void {
    this.renaming = '';
    if (name.trim() === '' || name.trim() === saved.name) return;
    void this.attempt(async () => {
      await sendJson('PUT', `saved-searches/${encodeURIComponent(saved.id)}`, { name: name.trim(), page: saved.page, state: saved.state });
      await this.load();
    });
  }

  private discard(saved: Saved): void {
    void this.attempt(async () => {
      await sendJson('DELETE', `saved-searches/${encodeURIComponent(saved.id)}`, undefined);
      await this.load();
    });
  }

  private go(saved: Saved): void {
    this.dispatchEvent(new CustomEvent('done', { bubbles: true, composed: true }));
    const kept = new URLSearchParams(saved.state);
    // Some other tool may have written the query under the name that the API has for it.
    if (!kept.has('q') && kept.has('query')) kept.set('q', kept.get('query')!);
    kept.delete('query');
    const values: Record<string, string | null> = Object.fromEntries(kept);
    for (const name of new URLSearchParams(window.location.search).keys()) values[name] ??= null;
    const { from, to, ...rest } = values;
    urlState.set({ q: null, ...rest });
    if (from) urlState.setRange({ from, to: to ?? 'now' }, { replace: true });
  }

  private keys(event: KeyboardEvent): void {
    const list = this.list ?? [];
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by !== 0 && list.length > 0) {
      this.chosen = Math.min(list.length - 1, Math.max(-1, this.chosen + by));
      const rows = this.renderRoot.querySelectorAll<HTMLElement>('.name');
      if (this.chosen < 0) this.renderRoot.querySelector('input')?.focus();
      else rows[this.chosen]?.focus();
    } else if (event.key === 'Delete' && this.chosen >= 0 && !this.renaming) this.discard(list[this.chosen]!);
    else if (event.key === 'F2' && this.chosen >= 0) this.startRenaming(list[this.chosen]!);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private startRenaming(saved: Saved): void {
    this.renaming = saved.id;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>('.row input')?.select());
  }

  override render() {
    return html`<div @keydown=${this.keys}>
      <form @submit=${this.save}>
        <input placeholder="Save this search as …" aria-label="Name of the search" maxlength="100" />
        <button class="primary">Save</button>
      </form>
      <clew-error .error=${this.error}></clew-error>
      ${this.list === null ? html`<p class="faint">Loading …</p>` : nothing}
      ${this.list?.length === 0 && !this.error ? html`<p class="faint">No search is saved yet. One keeps the query, the time range, the columns and the tab.</p>` : nothing}
      ${this.list?.map((s) => this.row(s))}
      ${this.list?.length ? html`<p class="faint small"><kbd>↑</kbd> <kbd>↓</kbd> choose, <kbd>enter</kbd> open, <kbd>F2</kbd> rename, <kbd>del</kbd> delete</p>` : nothing}
    </div>`;
  }

  private row(saved: Saved) {
    if (this.renaming === saved.id) {
      return html`<div class="row"><input .value=${saved.name} aria-label="New name" @blur=${() => (this.renaming = '')}
        @keydown=${(e: KeyboardEvent) => {
          if (e.key === 'Enter') this.rename(saved, (e.target as HTMLInputElement).value);
          else if (e.key === 'Escape') this.renaming = '';
          else return;
          e.stopPropagation();
        }} /></div>`;
    }
    const params = new URLSearchParams(saved.state);
    const ms = Number(saved.updated.length > 15 && /^\d+$/.test(saved.updated) ? saved.updated.slice(0, -6) : saved.updated) || Date.parse(saved.updated);
    return html`<div class="row">
      <button class="name" title=${saved.state} @click=${() => this.go(saved)}><span class="cut">${saved.name}</span>
        <span class="faint small cut mono">${params.get('q') ?? params.get('query') ?? ''}</span></button>
      ${Number.isFinite(ms) ? html`<span class="faint small when">${ago(ms)}</span>` : nothing}
      <button class="icon small" title="Rename" aria-label="Rename ${saved.name}" @click=${() => this.startRenaming(saved)}>${icon('edit')}</button>
      <button class="icon small" title="Delete" aria-label="Delete ${saved.name}" @click=${() => this.discard(saved)}>${icon('trash')}</button>
    </div>`;
  }

  static override styles = [
    shared,
    css`
      :host { display: block; width: 420px; max-width: 86vw; }
      form { display: flex; gap: 8px; margin-bottom: 8px; }
      form input, .row input { flex: 1; min-width: 0; }
      .row { display: flex; align-items: center; gap: 4px; height: 30px; }
      .name { flex: 1; min-width: 0; justify-content: flex-start; gap: 12px; }
      .name .cut:first-child { flex: none; max-width: 60%; }
      .when { white-space: nowrap; }
      p { margin: 6px 4px; white-space: normal; }
    `,
  ];
}
