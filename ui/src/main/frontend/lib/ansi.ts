/** A run of text with the looks that terminal escape sequences gave it. */
export interface AnsiRun {
  text: string;
  /** 0 to 7 (black, red, green, yellow, blue, magenta, cyan, white), or -1. */
  color: number;
  bold: boolean;
}

const SEQUENCE = /\u001b\[([0-9;:]*)([A-Za-z])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[@-Z\\-_]/g;

export function hasAnsi(text: string): boolean {
  return text.includes('\u001b');
}

/** The text without any escape sequence. */
export function stripAnsi(text: string): string {
  return hasAnsi(text) ? text.replace(SEQUENCE, '') : text;
}

/** The text as runs of one look each. */
export function ansiRuns(text: string): AnsiRun[] {
  const runs: AnsiRun[] = [];
  let look = { color: -1, bold: false };
  let at = 0;
  for (const match of text.matchAll(SEQUENCE)) {
    if (match.index > at) runs.push({ text: text.slice(at, match.index), ...look });
    at = match.index + match[0].length;
    if (match[2] === 'm') look = changed(look, match[1] ?? '');
  }
  if (at < text.length) runs.push({ text: text.slice(at), ...look });
  return runs;
}

function changed(look: { color: number; bold: boolean }, codes: string): { color: number; bold: boolean } {
  let { color, bold } = look;
  const numbers = codes.split(/[;:]/).map(Number);
  for (let i = 0; i < numbers.length; i++) {
    const n = numbers[i]!;
    if (n === 0) [color, bold] = [-1, false];
    else if (n === 1) bold = true;
    else if (n === 22) bold = false;
    else if (n >= 30 && n <= 37) color = n - 30;
    else if (n >= 90 && n <= 97) color = n - 90;
    else if (n === 39) color = -1;
    else if (n === 38 || n === 48) {
      // 256 colours or RGB: the first sixteen are the named ones, the others have no name here.
      const indexed = numbers[i + 1] === 5;
      if (n === 38) color = indexed && numbers[i + 2]! < 16 ? numbers[i + 2]! % 8 : -1;
      i += indexed ? 2 : 4;
    }
  }
  return { color, bold };
}
