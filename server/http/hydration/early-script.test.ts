import vm from "node:vm";
import { describe, expect, test } from "vitest";
import { earlyScript, insertEarlyScript } from "./early-script.ts";

/** Runs the script as a browser would at the start of the head, with the few objects that it uses. */
function open({
  stored = {},
  cookie = "",
  now = 0,
  blocked = false,
  age = 0,
  marks = [],
  today,
}: {
  stored?: Record<string, string>;
  cookie?: string;
  now?: number;
  blocked?: boolean;
  age?: number;
  /** Selectors that find something on the page. */
  marks?: string[];
  /** The header's date. */
  today?: { dateTime: string; dataset: { zone: string }; hidden?: boolean };
}) {
  const dataset: Record<string, string> = {};
  const listeners = new Map<string, (event: object) => void>();
  const documentListeners = new Map<string, (event: object) => void>();
  let reloads = 0;
  let isOnline = true;
  const timers: (() => void)[] = [];
  let zoneQuestions = 0;
  const metas: { name?: string; content?: string }[] = [];
  const storage = new Map(Object.entries(stored));
  const messages: string[] = [];
  const cookies = new EventTarget();
  const document = {
    documentElement: { dataset },
    cookie,
    querySelector: (selector: string) =>
      selector === "time[data-zone]" ? today : marks.includes(selector) ? {} : null,
    getElementById: () => null,
    createElement: () => ({ remove: () => metas.pop() }),
    head: { prepend: (meta: object) => metas.push(meta) },
    addEventListener: (type: string, listener: (event: object) => void) => void documentListeners.set(type, listener),
  };
  const denied = () => {
    throw new Error("SecurityError");
  };
  /** The device's clock, in UTC. */
  class Clock extends Date {
    constructor(at = now) {
      super(at);
    }
    static override now() {
      return now;
    }
    override getTimezoneOffset() {
      return 0;
    }
  }
  vm.runInContext(
    earlyScript,
    vm.createContext({
      localStorage: blocked
        ? { getItem: denied, setItem: denied }
        : {
            getItem: (key: string) => storage.get(key) ?? null,
            setItem: (key: string, value: unknown) => void storage.set(key, String(value)),
          },
      document,
      Date: Clock,
      Intl: {
        DateTimeFormat: class extends Intl.DateTimeFormat {
          constructor(...options: ConstructorParameters<typeof Intl.DateTimeFormat>) {
            super(...options);
            zoneQuestions += 1;
          }
        },
      },
      DOMException,
      performance: { now: () => age },
      location: { reload: () => (reloads += 1) },
      addEventListener: (type: string, listener: (event: object) => void) => void listeners.set(type, listener),
      setTimeout: (work: () => void) => void timers.push(work),
      navigator: {
        get onLine() {
          return isOnline;
        },
        serviceWorker: {
          getRegistration: async () => ({ active: { postMessage: (text: string) => messages.push(text) } }),
        },
      },
      self: { cookieStore: cookies },
      cookieStore: cookies,
    }),
  );
  return {
    dataset,
    listeners,
    documentListeners,
    reloads: () => reloads,
    setOnline: (value: boolean) => (isOnline = value),
    runTimers: () => timers.splice(0).map((work) => work()),
    zoneQuestions: () => zoneQuestions,
    metas,
    messages,
    document,
    cookies,
    storage,
    visit: storage.get("vigie-visit"),
  };
}

test("is small, and nothing in it ends its element", () => {
  expect(Buffer.byteLength(earlyScript)).toBeLessThan(2_600);
  expect(earlyScript).not.toMatch(/<\/|<!--/);
  expect(insertEarlyScript("<html><head><title>a</title>")).toBe(
    `<html><head><script>${earlyScript}</script><title>a</title>`,
  );
});

test.each([
  ["dark", "dark", "#11141a"],
  ["light", "light", "#fdfcf9"],
  ["", undefined, undefined],
  ["'] , *", undefined, undefined],
])("with %j stored, the appearance is %s", (appearance, expected, bars) => {
  const { dataset, metas } = open({ stored: { "vigie-appearance": appearance } });
  expect(dataset.appearance).toBe(expected);
  expect(metas.at(-1)?.content).toBe(bars);
});

test("works without storage, and knows members by their cookie", () => {
  expect(open({ blocked: true }).dataset).toEqual({});
  expect(open({ cookie: "a=1; __Host-vigie_hint=1" }).dataset).toEqual({ member: "" });
  expect(open({ cookie: "not_vigie_hint=1" }).dataset).toEqual({});
});

test.each([
  ["a transition that the browser left out", new DOMException("Transition was skipped", "AbortError"), true],
  ["another abort", new DOMException("The user aborted a request.", "AbortError"), false],
  ["an error of the site's code", new Error("Transition was skipped"), false],
  ["a rejection without a reason", undefined, false],
])("%s: handled %s", (_, reason, isHandled) => {
  let handled = false;
  const event = { reason, preventDefault: () => (handled = true) };
  open({}).listeners.get("unhandledrejection")?.(event);
  expect(handled).toBe(isHandled);
});

test.each([
  [299_000, 0],
  [301_000, 1],
])("a page that was prerendered %i ms ago is requested again %i times when it is opened", (age, times) => {
  const { documentListeners, reloads } = open({ age });
  documentListeners.get("prerenderingchange")?.({});
  expect(reloads()).toBe(times);
});

test("only the page that was not available offline is requested again once the browser is online", () => {
  const [missing, kept] = [open({ marks: ["[data-kept]"] }), open({})];
  for (const page of [missing, kept]) page.listeners.get("online")?.({});
  expect(missing.reloads()).toBe(0);
  for (const page of [missing, kept]) page.runTimers();
  expect([missing.reloads(), kept.reloads()]).toEqual([1, 0]);
});

test("a connection that is lost again at once does not reload the page that was not available offline", () => {
  const page = open({ marks: ["[data-kept]"] });
  page.listeners.get("online")?.({});
  page.setOnline(false);
  page.runTimers();
  expect(page.reloads()).toBe(0);
});

describe("once a member is no longer signed in", () => {
  const show = ({ listeners }: ReturnType<typeof open>) => listeners.get("pageshow")?.({});
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  test("the next page lets the worker drop what it keeps, once", async () => {
    const member = open({ cookie: "vigie_hint=1" });
    show(member);
    expect(member.storage.get("vigie-member")).toBe("1");
    const left = open({ stored: { "vigie-member": "1" } });
    show(left);
    await settle();
    expect(left.messages).toEqual(["forget"]);
    show(left);
    await settle();
    expect(left.messages).toEqual(["forget"]);
    expect(member.messages).toEqual([]);
  });

  test("an open page notices it by the cookie", async () => {
    const page = open({ cookie: "vigie_hint=1" });
    show(page);
    page.document.cookie = "";
    page.cookies.dispatchEvent(new Event("change"));
    await settle();
    expect(page.messages).toEqual(["forget"]);
  });

  test("nothing is dropped for readers who never signed in, nor without storage", async () => {
    for (const page of [open({}), open({ blocked: true }), open({ blocked: true, cookie: "vigie_hint=1" })]) {
      show(page);
      page.cookies.dispatchEvent(new Event("change"));
      await settle();
      expect(page.messages).toEqual([]);
    }
  });
});

describe("the last visit", () => {
  const visit = (stored: string | undefined, now: number) =>
    open({ stored: stored === undefined ? {} : { "vigie-visit": stored }, now }).visit;
  const minute = 60_000;

  test("is unknown on a first one", () => {
    expect(visit(undefined, 5 * minute)).toBe(` ${5 * minute}`);
  });
  test("stays the same on the pages of one visit", () => {
    expect(visit(`7 ${5 * minute}`, 20 * minute)).toBe(`7 ${20 * minute}`);
  });
  test("is the one before after half an hour", () => {
    expect(visit(`7 ${5 * minute}`, 36 * minute)).toBe(`${5 * minute} ${36 * minute}`);
  });
});

test.each([
  ["of today", "2026-11-29", "Europe/Paris", false, 0],
  ["of yesterday", "2026-11-28", "Europe/Paris", true, 1],
  ["of a site where it is tomorrow", "2026-11-30", "Pacific/Auckland", false, 1],
  ["in a zone that the browser does not know", "2026-11-28", "Mars/Base", undefined, 0],
])("a header's date %s", (_, dateTime, zone, hidden, questions) => {
  const today = { dateTime, dataset: { zone }, hidden: undefined };
  const { listeners, zoneQuestions } = open({ now: Date.parse("2026-11-29T12:00:00Z"), today });
  listeners.get("pageshow")?.({});
  expect(today.hidden).toBe(hidden);
  expect(zoneQuestions()).toBe(questions);
});
