/**
 * Characters that are not seen, or turn the ones around them about: zero width, marks of direction.
 * The joiners are part of emoji and of Persian.
 */
const HIDDEN =
  /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]|(?<![\p{Extended_Pictographic}\ufe0f])\u200d|(?<!\p{Script=Arabic})\u200c/gu;

/** The text with its hidden characters told by their numbers: a line must not lie to who reads it. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (c) => `⟨U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
}

/** Cuts a text into pieces, those that match one of `words` (case ignored) marked. */
export function pieces(text: string, words: string[]): Array<{ text: string; hit: boolean }> {
  const wanted = words.filter((w) => w !== '');
  if (wanted.length === 0) return [{ text, hit: false }];
  const pattern = new RegExp(wanted.map((w) => w.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'gi');
  const found: Array<{ text: string; hit: boolean }> = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) found.push({ text: text.slice(at, match.index), hit: false });
    found.push({ text: match[0], hit: true });
    at = match.index + match[0].length;
  }
  if (at < text.length) found.push({ text: text.slice(at), hit: false });
  return found;
}
