import { ApiError } from './api.ts';

/** What a stream of server-sent events tells its reader. */
export interface StreamEvents {
  /** The connection stands; `again` when it stood before and lines may be missing between. */
  opened(again: boolean): void;
  rows(data: unknown): void;
  missed(count: number): void;
  /** The server refused for good: no further attempt. */
  refused(error: ApiError): void;
  /** It broke off; the next attempt comes in so many milliseconds. */
  broken(millis: number): void;
}

type Source = Pick<EventSource, 'close' | 'addEventListener'>;

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

/** How long to wait before attempt `n` (0 is the first repetition), with some chance in it. */
export function backOff(n: number, chance: number): number {
  return Math.round(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** n) * (0.75 + 0.5 * chance));
}

/** An EventSource that connects again with growing pauses; the browser's own is fixed and gives up at an HTTP error. */
export class TailStream {
  private source: Source | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempts = 0;
  private stood = false;
  private closed = false;

  private readonly address: string;
  private readonly events: StreamEvents;
  private readonly create: (address: string) => Source;

  constructor(address: string, events: StreamEvents, create: (address: string) => Source = (a) => new EventSource(a)) {
    this.address = address;
    this.events = events;
    this.create = create;
    this.connect();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.source?.close();
  }

  /** Connects now instead of after the pause. */
  retry(): void {
    if (this.closed || this.source) return;
    clearTimeout(this.timer);
    this.connect();
  }

  private connect(): void {
    const source = this.create(this.address);
    this.source = source;
    source.addEventListener('open', () => {
      this.attempts = 0;
      this.events.opened(this.stood);
      this.stood = true;
    });
    source.addEventListener('rows', (e) => this.events.rows(JSON.parse(String((e as MessageEvent).data))));
    source.addEventListener('missed', (e) => {
      this.events.missed((JSON.parse(String((e as MessageEvent).data)) as { count: number }).count);
    });
    source.addEventListener('error', (e) => this.failed(source, (e as Partial<MessageEvent>).data));
  }

  /** An event named `error` that the server sent has data; the browser's own has none. */
  private failed(source: Source, data: unknown): void {
    if (this.closed || this.source !== source) return;
    source.close();
    this.source = null;
    if (typeof data === 'string' && data !== '') {
      this.closed = true;
      const body = JSON.parse(data) as { error?: { message?: string; position?: number } };
      this.events.refused(new ApiError(body.error?.message ?? 'The live stream ended.', 0, body.error?.position ?? null));
      return;
    }
    const wait = backOff(this.attempts++, Math.random());
    this.timer = setTimeout(() => this.connect(), wait);
    this.events.broken(wait);
  }
}
