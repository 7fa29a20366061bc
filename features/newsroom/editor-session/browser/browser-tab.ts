import type { Tab } from "../ports.ts";
import { createHandoverChannel } from "./handover-channel.ts";

const tabStorageKey = "vigie-tab";
const browserStorageKey = "vigie-browser";
/**
 * How long a busy machine may hold the lock of a page that was just reloaded. A duplicated tab waits as long before its
 * first save.
 */
const claimTimeoutMs = 2_000;

let tab: Tab | undefined;

/** This tab, shared by all editors that it shows one after the other. */
export function getTab(): Tab {
  tab ??= typeof window === "undefined" ? serverTab : createBrowserTab();
  return tab;
}

/** The server, which renders the page, has no tabs. */
const serverTab: Tab = {
  key: "",
  claim: async () => {},
  isGone: () => undefined,
  requestHandover: async () => {},
  onHandover: () => () => {},
};

/**
 * Gives this tab a key made of its browser's and its own part. Each tab holds a Web Lock of that name until it ends, in whatever way, so other
 * tabs can tell that it is gone. Over plain HTTP there are no Web Locks, so they cannot.
 */
function createBrowserTab(): Tab {
  let key = readStorage(sessionStore, tabStorageKey) ?? createTabKey();
  let heldLocks: Set<string> | undefined;
  let locked: Promise<void> | undefined;

  async function lock(): Promise<void> {
    if (await acquireWebLock(key)) return;
    // A duplicated tab starts with the original's key.
    key = createTabKey();
    writeStorage(sessionStore, tabStorageKey, key);
    await acquireWebLock(key);
  }

  async function claim(): Promise<void> {
    writeStorage(sessionStore, tabStorageKey, key);
    if (!("locks" in navigator)) return;
    locked ??= lock();
    await locked;
    const locks = await navigator.locks.query();
    heldLocks = new Set(locks.held?.flatMap(({ name }) => name ?? []));
  }

  return {
    ...createHandoverChannel(randomId),
    get key() {
      return key;
    },
    claim: () => claim().catch(() => {}),
    isGone(other) {
      if (other === key) return false;
      if (!heldLocks || browserPart(other) !== browserPart(key)) return undefined;
      return !heldLocks.has(lockName(other));
    },
  };
}

const lockName = (key: string) => `${tabStorageKey}-${key}`;
const browserPart = (key: string) => key.split("-")[0];

/** Returns sixteen random characters. Plain HTTP has no `crypto.randomUUID`. */
export function randomId(): string {
  return [...crypto.getRandomValues(new Uint32Array(2))].map((part) => part.toString(16).padStart(8, "0")).join("");
}

function createTabKey(): string {
  const browser = readStorage(localStore, browserStorageKey) ?? randomId();
  writeStorage(localStore, browserStorageKey, browser);
  return `${browser}-${randomId()}`;
}

/** Acquires the Web Lock of that name; false if another tab holds it. */
function acquireWebLock(key: string): Promise<boolean> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(claimTimeoutMs);
    navigator.locks
      .request(lockName(key), { signal }, () => {
        resolve(true);
        return new Promise(() => {});
      })
      .catch(() => resolve(false));
  });
}

const localStore = () => localStorage;
const sessionStore = () => sessionStorage;

function readStorage(store: () => Storage, name: string): string | undefined {
  try {
    return store().getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

function writeStorage(store: () => Storage, name: string, value: string): void {
  try {
    store().setItem(name, value);
  } catch {
    // A browser without storage gets a new key each time.
  }
}
