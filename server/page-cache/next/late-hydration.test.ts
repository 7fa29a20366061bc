import vm from "node:vm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { scriptHashes } from "#server/http/security-headers.ts";
import { sortFlightRows } from "./flight-rows.ts";
import {
  filterLinkHeader,
  deferScripts as holdBack,
  insertTrustedTypesScript,
  isReaderPage,
} from "./late-hydration.ts";

const lateHydration = (html: string) => holdBack(html, "/articles/a").html;

const chunk = (name: string) => `/_next/static/chunks/${name}.js`;
const page = (inline: string, body = "<main>Texte</main>") =>
  `<!DOCTYPE html><html lang="fr"><head><meta charSet="utf-8"/><link rel="stylesheet" href="/_next/static/chunks/a.css"/>` +
  `<link rel="preload" as="script" fetchPriority="low" href="${chunk("entry")}"/><link rel="preload" href="/font.woff2" as="font"/>` +
  ["one", "two", "three", "four", "five", "six"].map((n) => `<script src="${chunk(n)}" async=""></script>`).join("") +
  `<script src="${chunk("old")}" noModule=""></script></head><body>${body}` +
  `<script src="${chunk("entry")}" id="_R_" async=""></script><script>(self.__next_f=self.__next_f||[]).push([0])</script>${inline}</body></html>`;

const flight = (text: string) => `<script>self.__next_f.push([1,${JSON.stringify(text)}])</script>`;

test("removes external scripts and their preloads, keeps styles and fonts, and leaves the text unchanged", () => {
  const late = lateHydration(page(flight("a") + flight("b")));
  expect(late).not.toContain("<script src");
  expect(late).not.toContain('as="script"');
  expect(late).toContain('<link rel="stylesheet"');
  expect(late).toContain('as="font"');
  expect(late).toContain("<main>Texte</main>");
});

test("registers the service worker only where the site keeps articles, and in a script that parses", () => {
  const { html } = holdBack(page(flight("a")), "/articles/a", { offlineReading: true });
  expect(html).toContain('register("/sw.js")');
  expect(lateHydration(page(flight("a")))).not.toContain('register("');
  for (const [, script = ""] of html.matchAll(/<script>([\s\S]*?)<\/script>/g))
    expect(() => new vm.Script(script)).not.toThrow();
});

/** Runs a page's data as a browser would; returns the elements that it adds. */
function runData(script: string | undefined, self: object): object[] {
  const added: object[] = [];
  const document = { createElement: () => ({}), head: { append: (element: object) => added.push(element) } };
  new Function("self", "document", script ?? "")(self, document);
  return added;
}

test("delays data for the framework together with its scripts, in order; scripts that must run immediately stay", () => {
  const now = "<script>document.title</script>";
  const { html, data } = holdBack(page(flight("a") + now + flight("b")), "/articles/a?page=2");
  expect(html).not.toContain("__next_f");
  expect(html).toContain(now);
  expect(scriptHashes(html)).toHaveLength(4);
  expect(data?.address).toMatch(/^\/_next\/static\/data\/[\w-]{22}\.js\?of=%2Farticles%2Fa%3Fpage%3D2$/);
  const self: { __next_f?: unknown } = {};
  runData(data?.script, self);
  expect(self.__next_f).toEqual([[0], [1, "a"], [1, "b"]]);
});

test("sorts the rows of the page's payload, so that renders of the same content are identical", () => {
  const rows = ["2:{}\n", "1:T3,é!", ':HL["/a.css","style"]\n'];
  const [one, other] = [rows, rows.toReversed()].map((list) =>
    holdBack(page(list.map(flight).join("")), "/articles/a"),
  );
  expect(one).toEqual(other);
  const self: { __next_f?: unknown } = {};
  runData(one?.data?.script, self);
  expect(self.__next_f).toEqual([[0], [1, ':HL["/a.css","style"]\n1:T3,é!2:{}\n']]);
});

test("preloads the pictures and fonts of the payload in the head, each once", () => {
  const picture = {
    imageSrcSet: "/media/a/320.avif 320w",
    imageSizes: "95vw",
    type: "image/avif",
    fetchPriority: "high",
  };
  const hints = [
    ["/media/a/1280.jpeg", "image", picture],
    ["/italic.woff2", "font", { crossOrigin: "", type: "font/woff2" }],
    ["/font.woff2", "font"],
    ["/a.css", "style"],
    ["//evil.example/x.jpeg", "image"],
  ];
  const payload = hints.map((hint) => `:HL${JSON.stringify(hint)}\n`).join("");
  const head = lateHydration(page(flight(payload) + flight(payload))).split("</head>")[0];
  expect(head?.match(/<link rel="preload" as="(?:image|font)"[^>]*>/g)).toEqual([
    '<link rel="preload" as="font" href="/italic.woff2" type="font/woff2" crossorigin=""/>',
    '<link rel="preload" as="image" imagesrcset="/media/a/320.avif 320w" imagesizes="95vw" type="image/avif" fetchpriority="high"/>',
  ]);
});

test("delays the scripts of a page rendered on request too: the file list has the entry's id, the entry follows", () => {
  const files = `<script id="_R_">(globalThis["TURBOPACK"] || (globalThis["TURBOPACK"] = [])).push({"runtimeModuleIds":[1]});</script>`;
  const once = page(flight("a")).replace(
    `<script src="${chunk("entry")}" id="_R_"`,
    `${files}<script src="${chunk("entry")}"`,
  );
  const [late, usual] = [holdBack(once, "/articles/a"), holdBack(page(flight("a")), "/articles/a")];
  expect(late.html.replace(/data\/[\w-]+/, "")).toBe(usual.html.replace(/data\/[\w-]+/, ""));
  const self: { __next_f?: unknown } = {};
  expect(runData(late.data?.script, self)).toEqual([{ async: true, id: "_R_", src: chunk("entry") }]);
  expect(self.__next_f).toEqual([[0], [1, "a"]]);
});

test("does not confuse data with the scripts beside them", () => {
  const data = '<script type="application/ld+json">{"@type":"NewsArticle"}</script>';
  const late = lateHydration(page(flight("a"), `${data}`));
  expect(late).toContain(data);
});

test("a page without Next's scripts is left alone", () => {
  expect(lateHydration("<html><body><p>é</p></body></html>")).toBe("<html><body><p>é</p></body></html>");
});

/** Lets the promises of the loader settle. */
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** The page's inline code, run as a browser would, with the few things it touches. */
function run(html: string, options: { cookie?: string; forms?: number; styles?: { href: string; part?: "" }[] } = {}) {
  const links: object[] = [];
  const added: { src?: string; id?: string; async?: boolean; onerror?: () => void }[] = [];
  const listeners = new Map<string, () => void>();
  const observed: unknown[] = [];
  let seen: (entries: { isIntersecting: boolean }[]) => void = () => {};
  const requests: { href: string; answer: (css: string) => void; fail: () => void }[] = [];
  const document: Record<string, unknown> = {
    cookie: options.cookie ?? "",
    createElement: () => ({}),
    head: { append: (element: object) => added.push(element) },
    querySelectorAll: (selector: string) =>
      selector.startsWith("style")
        ? (options.styles ?? []).map((dataset) => ({ dataset, before: (link: object) => links.push(link) }))
        : Array.from({ length: options.forms ?? 0 }, (_, i) => i),
  };
  const context: Record<string, unknown> = {
    document,
    fetch: (href: string) =>
      new Promise((resolve, reject) =>
        requests.push({ href, answer: (css) => resolve({ text: async () => css }), fail: () => reject(new Error()) }),
      ),
    CSSStyleSheet: class {
      text = "";
      replaceSync(text: string) {
        this.text = text;
      }
    },
    addEventListener: (name: string, listener: () => void) => listeners.set(name, listener),
    setTimeout: (work: (...args: unknown[]) => void, _: number, ...args: unknown[]) => work(...args),
    removeEventListener: (name: string) => listeners.delete(name),
    IntersectionObserver: class {
      constructor(callback: typeof seen) {
        seen = callback;
      }
      observe = (form: unknown) => observed.push(form);
      disconnect = () => observed.splice(0);
    },
  };
  context.self = context;
  vm.createContext(context);
  for (const [, content = ""] of html.matchAll(/<script>([\s\S]*?)<\/script>/g)) vm.runInContext(content, context);
  return {
    added,
    listeners,
    press: (key: string) => {
      (context.onkeydown as (event: object) => void)({ key });
      listeners.get("keydown")?.();
    },
    lastKey: () => context.lastKey,
    observed,
    links,
    requests,
    adopted: () => ((document.adoptedStyleSheets ?? []) as { text: string }[]).map(({ text }) => text),
    see: (isIntersecting: boolean) => seen([{ isIntersecting }]),
    flights: context.__next_f,
  };
}

test("loads nothing before the first interaction; then every script once, the data and with them the entry last", async () => {
  const { html, data } = holdBack(page(flight("a")), "/articles/a");
  const browser = run(html);
  expect(browser.added).toEqual([]);
  const touch = browser.listeners.get("touchstart");
  const ofForms = ["error", "online", "submit"];
  const intents = [...browser.listeners.keys()].filter((name) => !ofForms.includes(name));
  expect(intents.sort()).toEqual(["focusin", "keydown", "pointerdown", "touchstart"]);
  touch?.();
  touch?.();
  await nextTurn();
  const chunks = ["one", "two", "three", "four", "five", "six"].map(chunk);
  const paths = browser.added.map(({ src }) => new URL(src ?? "", "http://site").href.replace("http://site", ""));
  expect(paths).toEqual([...chunks, data?.address]);
  // The entry reads the data as soon as it runs: the data's script brings it.
  expect(runData(data?.script, {})).toEqual([{ async: true, id: "_R_", src: chunk("entry") }]);
  // As Next writes them: React finds them by this attribute and adds those that it does not find.
  expect(browser.added.every((script) => script.async === true)).toBe(true);
});

test("on a site of several nodes, requests data that are missing again, five times, and other scripts once", async () => {
  const { html, data } = holdBack(page(flight("a")), "/articles/a", { retriesData: true });
  const browser = run(html);
  browser.listeners.get("touchstart")?.();
  await nextTurn();
  expect(browser.added).toHaveLength(7);
  browser.added[0]?.onerror?.();
  expect(browser.added).toHaveLength(7);
  for (let n = 0; n < 10; n += 1) browser.added.at(-1)?.onerror?.();
  const repeated = browser.added.slice(6).map(({ src }) => new URL(src ?? "", "http://site").href);
  expect(repeated).toEqual(Array.from({ length: 6 }, () => new URL(data?.address ?? "", "http://site").href));
});

test("keeps the last key that was pressed while they load: a capital letter takes two", async () => {
  const browser = run(lateHydration(page("")), { cookie: "vigie_hint=1" });
  browser.press("Shift");
  await nextTurn();
  browser.press("F");
  expect(browser.lastKey()).toEqual({ key: "F" });
});

test("loads them when a form comes near the viewport, or for a signed-in reader", async () => {
  const near = run(lateHydration(page("")), { forms: 2 });
  expect(near.observed).toHaveLength(2);
  near.see(false);
  expect(near.added).toHaveLength(0);
  near.see(true);
  await nextTurn();
  expect(near.added).toHaveLength(7);
  for (const [cookie, scripts] of [
    ["a=b; vigie_hint=1", 7],
    ["a=b; __Host-vigie_hint=1", 7],
    ["not_vigie_hint=1", 0],
  ] as const) {
    const { added } = run(lateHydration(page("")), { cookie });
    await nextTurn();
    expect(added).toHaveLength(scripts);
  }
});

test("waits for the first scroll if a form is in view from the start", async () => {
  const there = run(lateHydration(page("")), { forms: 1 });
  there.see(true);
  expect(there.added).toHaveLength(0);
  there.listeners.get("scroll")?.();
  await nextTurn();
  expect(there.added).toHaveLength(7);
});

test("links an inlined stylesheet where React looks for it, without fetching it again", () => {
  const href = "/_next/static/chunks/a.css";
  const { links, listeners, requests } = run(lateHydration(page("")), { styles: [{ href }] });
  expect(links).toEqual([]);
  listeners.get("keydown")?.();
  expect(links).toEqual([{ rel: "stylesheet", disabled: 1, href }]);
  expect(requests).toEqual([]);
});

test("adds a stylesheet whole, without its fonts, before the data with which hydration begins", async () => {
  const styles = ["a", "b"].map((name) => ({ href: `/_next/static/chunks/${name}.css`, part: "" as const }));
  const browser = run(lateHydration(page("")), { styles });
  browser.listeners.get("keydown")?.();
  await nextTurn();
  expect(browser.requests.map(({ href }) => href)).toEqual(styles.map(({ href }) => href));
  expect(browser.added).toHaveLength(6);
  browser.requests[1]?.answer("b{}");
  browser.requests[0]?.answer("@font-face{src:url(x)}a{}@font-face{src:url(y)}");
  await nextTurn();
  expect(browser.adopted()).toEqual(["a{}", "b{}"]);
  expect(browser.added).toHaveLength(7);
});

test("hydrates also if a stylesheet does not arrive", async () => {
  const browser = run(lateHydration(page("")), { styles: [{ href: "/_next/static/chunks/a.css", part: "" }] });
  browser.listeners.get("keydown")?.();
  browser.requests[0]?.fail();
  await nextTurn();
  expect(browser.added).toHaveLength(7);
});

test("the loader stays under 1.2 KB", () => {
  // Names as long as Next's.
  const html = lateHydration(
    page("").replaceAll(/chunks\/(\w+)\.js/g, (_, name: string) => `chunks/${name.padEnd(13, "0")}.js`),
  );
  const bare = html.slice(html.lastIndexOf("<script>") + "<script>".length, html.lastIndexOf("</script>"));
  expect(bare).toContain("IntersectionObserver");
  expect(Buffer.byteLength(bare)).toBeLessThan(1200);
});

test("leaves what the framework reads unchanged but for the order of rows, whatever the data contain", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { maxLength: 6 }), (texts) => {
      // As Next writes it: an inline script never contains "<".
      const inline = texts.map((text) => flight(text).replace(/(?<=push.*)<(?!\/script>$)/gs, "\\u003c")).join("");
      const sorted = texts.length > 0 ? sortFlightRows(texts.join("")) : undefined;
      const expected = [[0], ...(sorted === undefined ? texts : [sorted]).map((text) => [1, text])];
      const self: { __next_f?: unknown } = {};
      runData(holdBack(page(inline), "/").data?.script, self);
      expect(self.__next_f).toEqual(expected);
    }),
    { examples: [[["", ""]], [["1:b\n0", ":a\n"]]] },
  );
});

test("hydrates pages of forms immediately, with the policy script first", () => {
  expect(["/login", "/admin/articles/new", "/account", "/comments/12"].map(isReaderPage)).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(["/", "/articles/login", "/loginx", "/articles/a/comments"].map(isReaderPage)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  const prompt = insertTrustedTypesScript(page(""));
  expect(prompt.indexOf("trustedTypes")).toBeLessThan(prompt.indexOf("<script src"));
  expect(insertTrustedTypesScript(page(""), "abc")).toContain('<head><script nonce="abc">self.trustedTypes');
});

test("removes script and font preloads and connections from the Link header, and keeps others", () => {
  const styles = '</a.css>; rel=preload; as="style"';
  expect(filterLinkHeader(`${styles}, </b.js>; rel=preload; as="script", ${styles}`)).toBe(styles);
  expect(filterLinkHeader("</b.js>; rel=preload; as=script")).toBeUndefined();
  expect(filterLinkHeader(styles, true)).toBeUndefined();
  expect(
    filterLinkHeader('</>; rel=preconnect; crossorigin="", </f.woff2>; rel=preload; as="font"; crossorigin=""'),
  ).toBeUndefined();
  expect(filterLinkHeader(undefined)).toBeUndefined();
});
