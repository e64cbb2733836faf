import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import '../elements/clew-empty.ts';
import '../elements/clew-error.ts';
import { type ApiError, getJson } from '../lib/api.ts';
import { ago, bytes, compact, count, millis, plural } from '../lib/format.ts';
import { icon } from '../lib/icons.ts';
import { ClewPage, copyText } from '../lib/page.ts';
import { pageStyles, shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import { contains, type Job, jobs, type Labels, scrapedAt, type Scraping, type Target, type Targets } from './target-types.ts';

const REFRESH_MILLIS = 5000;

/** Targets that are drawn of one job; more are found by typing. */
const MAX_ROWS = 500;

const EXAMPLE = `global:
  scrape_interval: 15s
scrape_configs:
  - job_name: node
    static_configs:
      - targets: ["node-exporter:9100"]
  - job_name: shop
    file_sd_configs:
      - files: ["targets/*.yml"]
`;

/** What is scraped: state, last scrape, samples, and errors in full. */
@customElement('clew-targets')
export class ClewTargets extends ClewPage {
  @state() private scraping: Scraping | null = null;
  @state() private targets: Targets | null = null;
  @state() private error: ApiError | null = null;
  @state() private copied = false;
  private timer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = window.setInterval(() => this.reload(), REFRESH_MILLIS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.timer);
  }

  protected override async load(signal: AbortSignal): Promise<void> {
    const [scraping, targets] = await Promise.all([
      getJson<Scraping>('scrape', {}, signal),
      getJson<{ data: Targets }>('/prometheus/api/v1/targets', {}, signal),
    ]);
    this.scraping = scraping;
    this.targets = targets.data;
    this.error = null;
  }

  protected override failed(error: ApiError): void {
    this.error = error;
  }

  static override styles = [
    shared,
    pageStyles,
    css`
      .state { display: inline-block; min-width: 64px; padding: 0 8px; border-radius: 10px; line-height: 20px; font-size: var(--small-size); text-align: center; border: 1px solid var(--line-strong); color: var(--text-2); }
      .state.down { background: var(--bad-soft); border-color: var(--bad); color: var(--bad); }
      .state.up { color: var(--good); }
      .job { display: flex; align-items: baseline; gap: 12px; padding: 16px 16px 4px; }
      .row { display: grid; grid-template-columns: 80px minmax(200px, 2fr) minmax(160px, 2fr) 110px 80px 90px 80px; gap: 12px; align-items: center; padding: 4px 16px; }
      button.row { width: 100%; height: auto; min-height: 32px; border: 0; border-radius: 0; border-top: 1px solid var(--line); text-align: left; }
      .row.head { color: var(--text-3); font-size: var(--small-size); }
      .error { padding: 0 16px 8px 108px; color: var(--bad); font: var(--data-size) / 1.5 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; }
      .detail { padding: 8px 16px 16px 108px; background: var(--surface); border-top: 1px solid var(--line); display: grid; gap: 8px; }
      .labels { display: flex; flex-wrap: wrap; gap: 4px; }
      .labels span { font: var(--data-size) var(--mono); padding: 1px 6px; border: 1px solid var(--line); border-radius: 3px; background: var(--bg); overflow-wrap: anywhere; }
      .broken { padding: 8px 16px; background: var(--bad-soft); border-bottom: 1px solid var(--line); display: flex; gap: 8px; overflow-wrap: anywhere; }
      .note { padding: 6px 16px; border-bottom: 1px solid var(--line); }
      details { padding: 4px 16px 8px 16px; }
      summary { cursor: pointer; color: var(--text-2); }
      details .labels { padding: 6px 0; border-top: 1px solid var(--line); }
      pre { margin: 8px 0; padding: 8px 12px; border: 1px solid var(--line); border-radius: var(--radius); font: var(--data-size) / 1.5 var(--mono); overflow: auto; background: var(--surface); }
      .pick { display: flex; gap: 4px; }
      @media (max-width: 1100px) { .row { grid-template-columns: 80px 1fr 1fr 90px 70px 80px 70px; } }
    `,
  ];

  override render() {
    const { scraping, targets } = this;
    return html`
      <clew-error .error=${this.error}></clew-error>
      ${scraping && targets ? this.content(scraping, targets) : nothing}
    `;
  }

  private content(scraping: Scraping, targets: Targets): TemplateResult {
    if (scraping.configFile === '') return html`<div class="scroll">${this.unconfigured()}</div>`;
    const all = targets.activeTargets;
    const down = all.filter((t) => t.health === 'down').length;
    const only = urlState.get('state');
    const text = urlState.get('q');
    const shown = jobs(scraping, targets, (t) => (only === '' || t.health === only) && contains(t, text));
    return html`
      <div class="bar">
        <input type="search" aria-label="Find a target" placeholder="Address, label or error" .value=${text}
          @input=${(e: Event) => urlState.set({ q: (e.target as HTMLInputElement).value }, { replace: true })} />
        <span class="pick" role="group" aria-label="State">
          ${this.pick('', `All ${count(all.length)}`, only)}
          ${this.pick('down', html`<span class=${down > 0 ? 'bad' : ''}>Down ${count(down)}</span>`, only)}
          ${this.pick('up', `Up ${count(all.filter((t) => t.health === 'up').length)}`, only)}
        </span>
        <span class="spacer"></span>
        <span class="faint small cut" title=${scraping.configFile}>${scraping.configFile}; read again when it changes</span>
      </div>
      ${scraping.problem === ''
        ? nothing
        : html`<div class="broken" role="alert"><span class="bad">${icon('warning')}</span>
            <span><span class="mono">${scraping.problem}</span> <span class="quiet">What was loaded last stays in force.</span></span></div>`}
      <div class="scroll">
        ${scraping.pools.length === 0 ? this.noJobs(scraping) : shown.map((job) => this.job(job, text !== '' || only !== '', targets))}
        ${scraping.notes.map((note) => html`<div class="note small quiet">${note}</div>`)}
      </div>
    `;
  }

  private pick(value: string, label: unknown, current: string) {
    return html`<button class="small outline" aria-pressed=${value === current} @click=${() => urlState.set({ state: value })}>${label}</button>`;
  }

  private job(job: Job, filtered: boolean, targets: Targets): TemplateResult | typeof nothing {
    if (filtered && job.targets.length === 0) return nothing;
    const total = targets.activeTargets.filter((t) => t.scrapePool === job.name).length;
    return html`
      <div class="job">
        <h2>${job.name}</h2>
        <span class=${job.up < total ? 'bad' : 'quiet'}>${job.up} of ${plural(total, 'target')} up</span>
        ${job.targets[0] ? html`<span class="faint small">every ${job.targets[0].scrapeInterval}</span>` : nothing}
      </div>
      ${job.problems.map((p) => html`<div class="broken" role="alert"><span class="bad">${icon('warning')}</span><span class="mono">${p}</span></div>`)}
      ${job.targets.length > 0
        ? html`<div class="row head"><span>State</span><span>Address</span><span>Labels</span><span class="number">Last scrape</span>
            <span class="number">Took</span><span class="number">Samples</span><span class="number">Size</span></div>`
        : html`<div class="note quiet">No targets${job.dropped > 0 ? `: relabelling drops all ${job.dropped} that were found` : ' were found'}.</div>`}
      ${job.targets.slice(0, MAX_ROWS).map((target) => this.row(target))}
      ${job.targets.length > MAX_ROWS ? html`<div class="note quiet">${count(job.targets.length - MAX_ROWS)} more; type to find one.</div>` : nothing}
      ${job.dropped > 0 ? this.dropped(job, targets) : nothing}
    `;
  }

  private row(target: Target): TemplateResult {
    const key = `${target.scrapePool} ${target.scrapeUrl}`;
    const isOpen = urlState.get('target') === key;
    const at = scrapedAt(target);
    const kept = target.samplesKept;
    return html`
      <button class="row" aria-expanded=${isOpen} @click=${() => urlState.set({ target: isOpen ? null : key })}>
        <span class="state ${target.health}">${target.health === 'unknown' ? 'waiting' : target.health}</span>
        <span class="cut mono" title=${target.scrapeUrl}>${target.scrapeUrl}</span>
        <span class="cut mono quiet">${labelText(target.labels)}</span>
        <span class="number" title=${at === null ? '' : target.lastScrape}>${at === null ? 'not yet' : ago(at)}</span>
        <span class="number">${at === null ? '' : millis(target.lastScrapeDuration * 1000)}</span>
        <span class="number" title="${count(target.samples)} exposed, ${count(kept)} kept, ${count(target.seriesAdded)} new series">${at === null ? '' : compact(kept)}</span>
        <span class="number">${at === null || target.bodyBytes < 0 ? '' : bytes(target.bodyBytes)}</span>
      </button>
      ${target.lastError === '' ? nothing : html`<div class="error">${target.lastError}</div>`}
      ${isOpen ? this.detail(target) : nothing}
    `;
  }

  private detail(target: Target): TemplateResult {
    const up = `up{${Object.entries(target.labels).map(([k, v]) => `${k}=${JSON.stringify(v)}`).join(',')}}`;
    return html`<div class="detail">
      <div class="quiet small">Labels of its series</div>${labels(target.labels)}
      <div class="quiet small">As it was found, before relabelling</div>${labels(target.discoveredLabels)}
      <div class="small">Interval ${target.scrapeInterval}, timeout ${target.scrapeTimeout}${target.duplicates > 0
        ? html`; <span class="warn">${plural(target.duplicates, 'sample')} left out: their series had one already</span>`
        : nothing}</div>
      <div class="small"><a href=${urlState.link('/metrics', { q: up })}>${icon('metrics')} Its history</a></div>
    </div>`;
  }

  private dropped(job: Job, targets: Targets): TemplateResult {
    const own = targets.droppedTargets.filter((t) => t.scrapePool === job.name);
    return html`<details>
      <summary>${plural(job.dropped, 'target')} dropped by relabelling</summary>
      ${own.slice(0, 100).map((t) => labels(t.discoveredLabels))}
    </details>`;
  }

  private unconfigured(): TemplateResult {
    return html`<clew-empty heading="Nothing is scraped">
      Clew fetches metrics from targets by a file in Prometheus' notation; a whole <span class="mono">prometheus.yml</span> will do.
      Name it by <span class="mono">scrape.config_file</span> in the configuration or in the environment, and start again:
      <pre>CLEW_SCRAPE_CONFIG_FILE=/etc/clew/prometheus.yml</pre>
      <pre>${EXAMPLE}</pre>
      <button class="outline" @click=${this.copyExample}>${icon(this.copied ? 'check' : 'copy')} ${this.copied ? 'Copied' : 'Copy the file'}</button>
    </clew-empty>`;
  }

  private noJobs(scraping: Scraping): TemplateResult {
    return html`<clew-empty heading=${scraping.problem === '' ? 'No jobs yet' : 'No configuration was loaded yet'}>
      Put <span class="mono">scrape_configs</span> into <span class="mono">${scraping.configFile}</span>. It is read within seconds.
      <pre>${EXAMPLE}</pre>
      <button class="outline" @click=${this.copyExample}>${icon(this.copied ? 'check' : 'copy')} ${this.copied ? 'Copied' : 'Copy the file'}</button>
    </clew-empty>`;
  }

  private readonly copyExample = async (): Promise<void> => {
    this.copied = await copyText(EXAMPLE);
    window.setTimeout(() => (this.copied = false), 2000);
  };
}

function labelText(all: Labels): string {
  return Object.entries(all)
    .filter(([name]) => name !== 'job')
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ');
}

function labels(all: Labels): TemplateResult {
  return html`<div class="labels">${Object.entries(all).map(([name, value]) => html`<span>${name}="${value}"</span>`)}</div>`;
}
