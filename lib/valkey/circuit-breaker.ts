interface CircuitBreakerOptions {
  /** Consecutive failures after which it opens. */
  maxFailures?: number;
  /** Milliseconds between two probes while it is open. Longer if calls fail soon after a successful probe. */
  probeIntervalMs?: number;
  /** Milliseconds; only differences matter. */
  now?: () => number;
}

/** The longest time between two probes (ms). */
const maxProbeIntervalMs = 60_000;
/** Calls that fail within this many intervals after a successful probe would fail after the next one, too. */
const trialIntervals = 10;

/**
 * Decides whether calls to a service are made. It opens after consecutive failures. While it is open no call is made,
 * apart from one probe per interval; a successful probe closes it. If calls fail again soon after a successful probe, as
 * with a service that refuses some commands only, the interval becomes longer.
 */
export class CircuitBreaker {
  #failures = 0;
  #isOpen = false;
  #isProbing = false;
  #probedAt = 0;
  #openedAt = 0;
  #closedAt = Number.NEGATIVE_INFINITY;
  #intervalMs: number;
  readonly #maxFailures: number;
  readonly #probeIntervalMs: number;
  readonly #now: () => number;

  constructor({ maxFailures = 3, probeIntervalMs = 1_000, now = () => performance.now() }: CircuitBreakerOptions = {}) {
    this.#maxFailures = maxFailures;
    this.#probeIntervalMs = probeIntervalMs;
    this.#intervalMs = probeIntervalMs;
    this.#now = now;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /**
   * How long it has been open (ms); a short time in which it was closed counts too. Undefined while it is closed.
   */
  get openMs(): number | undefined {
    return this.#isOpen ? this.#now() - this.#openedAt : undefined;
  }

  /** Records a successful call. The late success of a call made before it opened does not close it. */
  recordSuccess(): void {
    if (!this.#isOpen) this.#failures = 0;
  }

  /** Records a failed call; `isFinal`: further calls would fail too. Returns whether it opened now. */
  recordFailure(isFinal = false): boolean {
    if (this.#isOpen) return false;
    this.#failures += 1;
    if (!isFinal && this.#failures < this.#maxFailures) return false;
    this.#isOpen = true;
    this.#probedAt = this.#now();
    const wasShort = this.#probedAt - this.#closedAt < trialIntervals * this.#intervalMs;
    if (!wasShort) this.#openedAt = this.#probedAt;
    this.#intervalMs = wasShort ? Math.min(2 * this.#intervalMs, maxProbeIntervalMs) : this.#probeIntervalMs;
    return true;
  }

  /** Whether a probe is due. The caller makes it, then calls `endProbe`. */
  beginProbe(): boolean {
    if (!this.#isOpen || this.#isProbing || this.#now() - this.#probedAt < this.#intervalMs) return false;
    this.#isProbing = true;
    return true;
  }

  endProbe(succeeded: boolean): void {
    this.#isProbing = false;
    this.#probedAt = this.#now();
    if (!succeeded) return;
    this.#isOpen = false;
    this.#failures = 0;
    this.#closedAt = this.#probedAt;
  }
}
