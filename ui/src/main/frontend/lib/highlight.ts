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
