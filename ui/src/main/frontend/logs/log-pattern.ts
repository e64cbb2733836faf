/** A template in pieces: what is the same in all its lines, and what differs. */
export function templatePieces(pattern: string): Array<{ text: string; variable: boolean }> {
  return pattern
    .split(/(<[*\w.:-]*>)/)
    .filter((piece) => piece !== '')
    .map((piece) => (/^<[*\w.:-]*>$/.test(piece) && (piece.includes('*') || /^<[a-z_]+>$/.test(piece)) ? { text: piece === '<*>' ? '*' : piece, variable: true } : { text: piece, variable: false }));
}
