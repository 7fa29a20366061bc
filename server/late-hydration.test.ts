import vm from "node:vm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isReaderPage, lateHydration, linkWithoutScripts, promptHydration } from "./late-hydration.ts";
import { scriptHashes } from "./policy.ts";

const chunk = (name: string) => `/_next/static/chunks/${name}.js`;
const page = (inline: string, body = "<main>Texte</main>") =>
  `<!DOCTYPE html><html lang="fr"><head><meta charSet="utf-8"/><link rel="stylesheet" href="/_next/static/chunks/a.css"/>` +
  `<link rel="preload" as="script" fetchPriority="low" href="${chunk("entry")}"/><link rel="preload" href="/font.woff2" as="font"/>` +
  ["one", "two", "three", "four", "five", "six"].map((n) => `<script src="${chunk(n)}" async=""></script>`).join("") +
  `<script src="${chunk("old")}" noModule=""></script></head><body>${body}` +
  `<script src="${chunk("entry")}" id="_R_" async=""></script><script>(self.__next_f=self.__next_f||[]).push([0])</script>${inline}</body></html>`;

const flight = (text: string) => `<script>self.__next_f.push([1,${JSON.stringify(text)}])</script>`;

test("external scripts and their preloads are gone, styles and fonts stay, the text is untouched", () => {
  const late = lateHydration(page(flight("a") + flight("b")));
  expect(late).not.toContain("<script src");
  expect(late).not.toContain('as="script"');
  expect(late).toContain('<link rel="stylesheet"');
  expect(late).toContain('as="font"');
  expect(late).toContain("<main>Texte</main>");
});

test("the inline scripts become one, in their order, so that the policy needs one hash", () => {
  const late = lateHydration(page(flight("a") + flight("b")));
  expect(scriptHashes(late)).toHaveLength(1);
  expect(late.indexOf('[1,"a"]')).toBeLessThan(late.indexOf('[1,"b"]'));
});

test("data beside the scripts is not taken for one", () => {
  const data = '<script type="application/ld+json">{"@type":"NewsArticle"}</script>';
  const late = lateHydration(page(flight("a"), `${data}`));
  expect(late).toContain(data);
});

test("a page without Next's scripts is left alone", () => {
  expect(lateHydration("<html><body><p>é</p></body></html>")).toBe("<html><body><p>é</p></body></html>");
});

/** The page's inline code, run as a browser would, with the few things it touches. */
function run(html: string, options: { cookie?: string; forms?: number } = {}) {
  const added: { src?: string; id?: string; async?: boolean }[] = [];
  const listeners = new Map<string, () => void>();
  const observed: unknown[] = [];
  let seen: (entries: { isIntersecting: boolean }[]) => void = () => {};
  const context: Record<string, unknown> = {
    document: {
      cookie: options.cookie ?? "",
      createElement: () => ({}),
      head: { append: (element: object) => added.push(element) },
      querySelectorAll: () => Array.from({ length: options.forms ?? 0 }, (_, i) => i),
    },
    addEventListener: (name: string, listener: () => void) => listeners.set(name, listener),
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
  return { added, listeners, observed, come: () => seen([{ isIntersecting: true }]), flights: context.__next_f };
}

test("nothing is loaded before intent; then every script once, in order, the entry last and known by its id", () => {
  const browser = run(lateHydration(page(flight("a"))));
  expect(browser.added).toEqual([]);
  expect(browser.flights).toEqual([[0], [1, "a"]]);
  const touch = browser.listeners.get("touchstart");
  expect([...browser.listeners.keys()].sort()).toEqual(["focusin", "keydown", "pointerdown", "touchstart"]);
  touch?.();
  touch?.();
  expect(browser.added.map(({ src }) => src)).toEqual(
    ["one", "two", "three", "four", "five", "six", "entry"].map(chunk),
  );
  expect(browser.added.map(({ id }) => id)).toEqual([...Array(6).fill(undefined), "_R_"]);
  // As Next writes them: React looks for them by this attribute, and adds what it does not find.
  expect(browser.added.every((script) => script.async === true)).toBe(true);
  expect(browser.listeners.size).toBe(0);
});

test("a form that comes near, or somebody signed in, loads them too", () => {
  const near = run(lateHydration(page("")), { forms: 2 });
  expect(near.observed).toHaveLength(2);
  near.come();
  expect(near.added).toHaveLength(7);
  expect(run(lateHydration(page("")), { cookie: "a=b; vigie_hint=1" }).added).toHaveLength(7);
  expect(run(lateHydration(page("")), { cookie: "not_vigie_hint=1" }).added).toHaveLength(0);
});

test("the loader stays under 1 KB", () => {
  const bare = lateHydration(page(""))
    .replace(/^[\s\S]*?\n;/, "")
    .replace("</script></body></html>", "");
  expect(bare).toContain("IntersectionObserver");
  expect(Buffer.byteLength(bare)).toBeLessThan(1024);
});

test("whatever the flight data holds, the browser reads the same as before", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { maxLength: 6 }), (texts) => {
      // As Next writes it: no "<" ever stands in an inline script.
      const inline = texts.map((text) => flight(text).replace(/(?<=push.*)<(?!\/script>$)/gs, "\\u003c")).join("");
      const expected = [[0], ...texts.map((text) => [1, text])];
      expect(run(lateHydration(page(inline))).flights).toEqual(expected);
    }),
  );
});

test("pages of forms hydrate at once, with the policy script first", () => {
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
  const prompt = promptHydration(page(""));
  expect(prompt.indexOf("trustedTypes")).toBeLessThan(prompt.indexOf("<script src"));
  expect(promptHydration(page(""), "abc")).toContain('<head><script nonce="abc">self.trustedTypes');
});

test("script preloads leave the Link header, others stay", () => {
  const styles = '</a.css>; rel=preload; as="style"';
  expect(linkWithoutScripts(`${styles}, </b.js>; rel=preload; as="script", ${styles}`)).toBe(styles);
  expect(linkWithoutScripts("</b.js>; rel=preload; as=script")).toBeUndefined();
  expect(linkWithoutScripts(undefined)).toBeUndefined();
});
