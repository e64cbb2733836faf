/** One instant under the pointer, shown by every chart of the page. */
type Listener = (seconds: number | null, source: object) => void;

const listeners = new Set<Listener>();

/** Tells the other charts where the pointer is; null when it has left. */
export function pointAt(seconds: number | null, source: object): void {
  for (const listener of listeners) listener(seconds, source);
}

/** Calls back for the pointer of every chart but `own`; answers the way to stop it. */
export function followPointer(own: object, moved: (seconds: number | null) => void): () => void {
  const listener: Listener = (seconds, source) => {
    if (source !== own) moved(seconds);
  };
  listeners.add(listener);
  return () => listeners.delete(listener);
}
