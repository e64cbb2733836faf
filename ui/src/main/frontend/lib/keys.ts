/**
 * Keyboard shortcuts, in one place so that `?` can list them. The handler added last wins, so that a
 * page's drawer closes before anything else does.
 */
export interface Shortcut {
  /** As shown: `ctrl+k`, `/`, `d`, `[`, `Escape`. */
  key: string;
  description: string;
  /** Returns false when the key was not its to handle; the next one is asked then. */
  run: (event: KeyboardEvent) => boolean | void;
}

const active: Shortcut[] = [];

export function addShortcuts(shortcuts: Shortcut[]): () => void {
  active.push(...shortcuts);
  return () => {
    for (const shortcut of shortcuts) active.splice(active.indexOf(shortcut), 1);
  };
}

/** The shortcuts of this page, each key once. */
export function listShortcuts(): Shortcut[] {
  const byKey = new Map<string, Shortcut>();
  for (const shortcut of active) byKey.set(shortcut.key, shortcut);
  return [...byKey.values()];
}

function nameOf(event: KeyboardEvent): string {
  const base = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return event.ctrlKey || event.metaKey ? `ctrl+${base}` : base;
}

/** Whether the event happened where people type. */
export function isTyping(event: Event): boolean {
  const target = event.composedPath()[0];
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey) return;
  const name = nameOf(event);
  if (isTyping(event) && !name.startsWith('ctrl+') && name !== 'Escape') return;
  for (const shortcut of [...active].reverse()) {
    if (shortcut.key === name && shortcut.run(event) !== false) {
      event.preventDefault();
      return;
    }
  }
}
