/** How long a program may take (milliseconds). */
export interface Limits {
  /** In total: a last resort, so that a run always ends. */
  total: number;
  /** Without progress: a slow program still shows progress, a hanging one does not. */
  silence: number;
  /** Without progress before the first one, while the program starts (`silence` if undefined). */
  start?: number;
}

export type Expiry = "total" | "silence";

/** Calls `expire` once: after `silence` milliseconds without progress, or when `total` has passed. */
export class Watchdog {
  #silence: NodeJS.Timeout;
  readonly #onSilence: () => void;
  readonly #silenceMs: number;
  readonly #total: NodeJS.Timeout;
  #stopped = false;

  constructor({ total, silence, start = silence }: Limits, expire: (reason: Expiry) => void) {
    const end = (reason: Expiry) => () => {
      this.stop();
      expire(reason);
    };
    this.#silenceMs = silence;
    this.#onSilence = end("silence");
    this.#silence = setTimeout(this.#onSilence, start);
    this.#total = setTimeout(end("total"), total);
  }

  /** Records progress: the silence is measured from now. */
  reset(): void {
    if (this.#stopped) return;
    clearTimeout(this.#silence);
    this.#silence = setTimeout(this.#onSilence, this.#silenceMs);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#silence);
    clearTimeout(this.#total);
  }
}

/** Describes why a program was stopped, for the list of failures. */
export function describeExpiry(reason: Expiry, limits: Limits, sign: string): string {
  const seconds = `${Math.round(limits[reason] / 1_000)} s`;
  return reason === "silence" ? `${sign} for ${seconds}` : `took longer than ${seconds}`;
}
