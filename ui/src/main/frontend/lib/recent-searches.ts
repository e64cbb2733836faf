const MOST = 20;

function key(page: string): string {
  return `clew.recent.${page}`;
}

/** The list with `text` at its front, each once, bounded. */
export function withRecent(list: readonly string[], text: string): string[] {
  return text === '' ? [...list] : [text, ...list.filter((t) => t !== text)].slice(0, MOST);
}

/** What was searched for on this page in this browser, newest first. */
export function recentSearches(page: string): string[] {
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(key(page)) ?? '[]');
    return Array.isArray(stored) ? stored.filter((t): t is string => typeof t === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberSearch(page: string, text: string): void {
  try {
    window.localStorage.setItem(key(page), JSON.stringify(withRecent(recentSearches(page), text)));
  } catch {
    // Private mode: nothing is remembered.
  }
}

/** What of the address belongs to no search one wants to find again. */
const PASSING = ['log', 'dt', 'live'];

/** The part of an address that a saved search keeps. */
export function savedState(search: string): string {
  const params = new URLSearchParams(search);
  for (const name of PASSING) params.delete(name);
  return params.toString();
}
