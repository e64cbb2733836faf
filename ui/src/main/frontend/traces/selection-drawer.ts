import { html, type TemplateResult } from 'lit';
import '../elements/clew-drawer.ts';
import { serviceColor, severityColor } from '../lib/colors.ts';
import { exactTime, time } from '../lib/format.ts';
import { include, exclude } from '../lib/query-text.ts';
import { urlState } from '../lib/url-state.ts';
import './clew-span-detail.ts';
import type { LogColumns } from './trace-types.ts';

/**
 * The drawer of what is selected among spans and log lines: `TRACE/SPAN` or `log/ID` in the address.
 *
 * @param nameOf the name of a span that is shown
 * @param logs the lines that are shown
 * @param query leads to the line among its neighbours in Logs
 */
export function selectionDrawer(
  selected: string,
  nameOf: (traceId: string, spanId: string) => string | undefined,
  logs: LogColumns | undefined,
  query: string,
): TemplateResult {
  const close = () => urlState.unselect('sel');
  if (selected.startsWith('log/')) {
    const i = logs?.id.indexOf(selected.slice(4)) ?? -1;
    return html`<clew-drawer heading="Log line" @closed=${close}>
      ${logs && i >= 0 ? line(logs, i, query) : html`<div class="pad quiet">This line is not among the lines shown.</div>`}
    </clew-drawer>`;
  }
  const [traceId = '', spanId = ''] = selected.split('/');
  return html`<clew-drawer heading=${nameOf(traceId, spanId) ?? 'Span'} @closed=${close}>
    <clew-span-detail .traceId=${traceId} .spanId=${spanId} @filter=${filter}></clew-span-detail>
  </clew-drawer>`;
}

function line(logs: LogColumns, i: number, query: string): TemplateResult {
  return html`<div class="pad">
    <div><span style="color:${severityColor(logs.severity[i]!)}">${logs.severity[i]}</span>
      <span class="quiet" title=${exactTime(logs.time[i]!)}>${time(logs.time[i]!)}</span>
      <span class="chip" style="--chip:${serviceColor(logs.service[i]!)}">${logs.service[i]}</span></div>
    <p class="mono" style="white-space:pre-wrap;overflow-wrap:anywhere">${logs.body[i]}</p>
    <a href=${urlState.link('/logs', { q: query, log: logs.id[i]! })}>Open in Logs</a>
  </div>`;
}

function filter(event: CustomEvent<{ field: string; value: string; exclude: boolean }>): void {
  const { field, value, exclude: out } = event.detail;
  urlState.go(urlState.link('/traces', { q: out ? exclude('', field, value) : include('', field, value) }));
}
