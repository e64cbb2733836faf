import { bytes, clock, day, percent, plural } from '../lib/format.ts';

/** How far reading everything is, as /api/clew/v1/incidents says it; a time of 0 means never, or not now. */
export interface Scrub {
  startedMillis: number;
  finishedMillis: number;
  /** The part it is at; empty when no round is under way. */
  reading: string;
  bytes: number;
  /** About how much there is to read. */
  allBytes: number;
  findings: number;
  nextMillis: number;
}

/** One sentence each: how far it is or what it found, when it was last through, when it begins again. */
export function scrubSentences(s: Scrub): string[] {
  const found = s.findings > 0 ? plural(s.findings, 'finding') : 'nothing damaged';
  const sentences: string[] = [];
  if (s.reading) {
    const share = s.allBytes > 0 ? ` (${percent(Math.min(1, s.bytes / s.allBytes))})` : '';
    sentences.push(`Reading ${s.reading} since ${at(s.startedMillis)}: ${bytes(s.bytes)} of about ${bytes(s.allBytes)}${share}, ${found} so far.`);
    sentences.push(s.finishedMillis > 0 ? `The last time it was through was ${at(s.finishedMillis)}.` : 'It has not been through before.');
  } else if (s.finishedMillis > 0) {
    sentences.push(`Read ${bytes(s.bytes)} until ${at(s.finishedMillis)}: ${found}.`);
  } else {
    sentences.push('Not yet since this data directory was made.');
  }
  if (s.nextMillis > 0) {
    sentences.push(`The next time begins ${at(s.nextMillis)}.`);
  }
  return sentences;
}

function at(ms: number): string {
  return `${day(ms)} ${clock(ms)}`;
}
