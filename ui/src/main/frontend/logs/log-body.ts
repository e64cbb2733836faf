/** A body as a person reads it. */
export type Body = { kind: 'text'; text: string } | { kind: 'json'; value: unknown; before: string } | { kind: 'stack'; lines: StackLine[] };

export interface StackLine {
  text: string;
  /** What went wrong, one call, or anything between. */
  kind: 'head' | 'frame' | 'text';
  /** Of a frame: code of a library or the runtime, rather than of the service. */
  foreign: boolean;
}

const FRAME = /^\s*(at\s|File "|#\d+\s|\.\.\. \d+ (more|common frames))|^\s+\S+\.(go|py|rb|rs|js|ts):\d+/;
const HEAD = /^(Caused by:|Suppressed:|Traceback|goroutine \d+|panic:|[\w$.]+(Exception|Error|Throwable|Panic)\b)/;
const FOREIGN = /\b(java|javax|jdk|sun|jakarta|kotlin|scala|org\.(springframework|apache|hibernate|eclipse|junit)|io\.(netty|opentelemetry|grpc|undertow)|com\.(sun|fasterxml|zaxxer))\.|node:internal|node_modules|site-packages|\/usr\/(lib|local)|runtime\//;

/** The first JSON object or array that reaches to the end of the text, however it begins. */
function jsonOf(text: string): { value: unknown; before: string } | null {
  const start = text.search(/[[{]/);
  if (start < 0 || !/[\]}]\s*$/.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text.slice(start));
    return typeof value === 'object' && value !== null ? { value, before: text.slice(0, start).trim() } : null;
  } catch {
    return null;
  }
}

export function readBody(body: unknown): Body {
  if (typeof body === 'object' && body !== null) return { kind: 'json', value: body, before: '' };
  const text = body === null || body === undefined ? '' : String(body);
  const json = jsonOf(text);
  if (json) return { kind: 'json', ...json };
  const lines = text.split('\n');
  if (lines.filter((l) => FRAME.test(l)).length < 2) return { kind: 'text', text };
  return {
    kind: 'stack',
    lines: lines.map((line) => ({
      text: line,
      kind: FRAME.test(line) ? 'frame' : HEAD.test(line) ? 'head' : 'text',
      foreign: FRAME.test(line) && FOREIGN.test(line),
    })),
  };
}

/** Lines of a stack with runs of foreign frames folded into one entry each. */
export function foldForeign(lines: StackLine[], least = 3): Array<StackLine | { folded: StackLine[] }> {
  const out: Array<StackLine | { folded: StackLine[] }> = [];
  let run: StackLine[] = [];
  const end = () => {
    if (run.length >= least) out.push({ folded: run });
    else out.push(...run);
    run = [];
  };
  for (const line of lines) {
    if (line.foreign) run.push(line);
    else {
      end();
      out.push(line);
    }
  }
  end();
  return out;
}
