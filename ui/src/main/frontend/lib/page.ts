import { LitElement } from 'lit';
import { ApiError, isAbort, messageOf } from './api.ts';
import { addShortcuts, type Shortcut } from './keys.ts';
import { urlState } from './url-state.ts';

/**
 * A page: loads when it appears, when its parameters or the time range change, and at a refresh;
 * a new load cancels the one before.
 */
export abstract class ClewPage extends LitElement {
  private release: Array<() => void> = [];
  private pending: AbortController | null = null;

  /** Fetches what the URL asks for. Errors it throws reach {@link failed}. */
  protected abstract load(signal: AbortSignal): Promise<void>;

  /** Shows what went wrong; a page usually keeps it in a state property for `clew-error`. */
  protected abstract failed(error: ApiError): void;

  /** The page's own shortcuts. */
  protected shortcuts(): Shortcut[] {
    return [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.release = [urlState.subscribe(() => this.moved()), addShortcuts(this.shortcuts())];
    // Flow attaches the page before it changes the address; the state is right one task later.
    const first = window.setTimeout(() => this.reload());
    this.release.push(() => window.clearTimeout(first));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const release of this.release) release();
    this.release = [];
    this.pending?.abort();
    this.pending = null;
  }

  /** The address has changed: what is drawn may say so, whether or not something is to be fetched. */
  private moved(): void {
    this.requestUpdate();
    this.reload();
  }

  /** Loads again; what is still running is cancelled. */
  reload(): void {
    this.pending?.abort();
    const controller = new AbortController();
    this.pending = controller;
    this.load(controller.signal).catch((e: unknown) => {
      if (controller.signal.aborted || isAbort(e)) return;
      if (!(e instanceof ApiError)) console.error(e);
      this.failed(e instanceof ApiError ? e : new ApiError(messageOf(e), 0, null));
    });
  }
}

/** Copies text; without a secure origin the clipboard API is missing and a selection must do. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.style.position = 'fixed';
    area.style.opacity = '0';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
