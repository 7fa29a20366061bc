import vm from "node:vm";
import { expect, test } from "vitest";
import { unsentFormScript } from "./unsent-form.ts";

interface Submit {
  defaultPrevented: boolean;
  target: { requestSubmit(button: unknown): void };
  submitter: object;
  preventDefault(): void;
}

/** Runs the page's inline script as a browser would, with the few objects it uses. */
function openPage(options: { onLine: boolean; answers: boolean }) {
  const listeners = new Map<string, (event: unknown) => void>();
  const notice = { hidden: true };
  const added: { src?: string }[] = [];
  const asked: string[] = [];
  const sent: unknown[] = [];
  vm.runInContext(
    unsentFormScript,
    vm.createContext({
      navigator: { onLine: options.onLine },
      document: {
        URL: "http://site/articles/a",
        getElementById: () => notice,
        createElement: () => ({}),
        head: { append: (element: object) => added.push(element) },
      },
      addEventListener: (name: string, listener: (event: unknown) => void) => listeners.set(name, listener),
      fetch: (url: string, { method }: { method: string }) => {
        asked.push(`${method} ${url}`);
        return options.answers ? Promise.resolve() : Promise.reject(new TypeError("Failed to fetch"));
      },
    }),
  );
  const button = { name: "withdraw" };
  /** As a browser does: unless a listener prevents it, the form is submitted. */
  const submit = async (handled = false, submitter: unknown = button) => {
    const event: Submit = {
      defaultPrevented: handled,
      target: { requestSubmit: (again) => void submit(false, again) },
      submitter: submitter as object,
      preventDefault: () => {
        event.defaultPrevented = true;
      },
    };
    listeners.get("submit")?.(event);
    if (!event.defaultPrevented) sent.push(submitter);
    await new Promise((resolve) => setTimeout(resolve));
  };
  const fail = (src: string, tagName = "SCRIPT") => listeners.get("error")?.({ target: { tagName, src } });
  return { submit, fail, comeBack: () => listeners.get("online")?.({}), notice, added, asked, sent, button };
}

test("submits a form as usual while the site is reachable and no script failed", async () => {
  const page = openPage({ onLine: true, answers: true });
  page.fail("/media/1", "IMG");
  await page.submit();
  expect([page.sent, page.asked, page.notice.hidden]).toEqual([[page.button], [], true]);
});

test("holds the form back offline, and shows the notice each time", async () => {
  const page = openPage({ onLine: false, answers: false });
  await page.submit();
  await page.submit();
  expect([page.sent, page.asked.length, page.notice.hidden]).toEqual([[], 2, false]);
});

test("holds the form back if scripts failed because the site is down", async () => {
  const page = openPage({ onLine: true, answers: false });
  page.fail("/_next/static/chunks/a.js");
  await page.submit();
  expect([page.sent, page.asked, page.notice.hidden]).toEqual([[], ["HEAD http://site/articles/a"], false]);
});

test("submits the form by its own button, once, if scripts failed but the site responds, as after an upgrade", async () => {
  const page = openPage({ onLine: true, answers: true });
  page.fail("/_next/static/chunks/a.js");
  await page.submit();
  expect([page.sent, page.asked.length, page.notice.hidden]).toEqual([[page.button], 1, true]);
});

test("leaves a form that React submits alone", async () => {
  const page = openPage({ onLine: false, answers: false });
  await page.submit(true);
  expect([page.asked, page.notice.hidden]).toEqual([[], true]);
});

test("requests failed scripts once more when the connection returns", () => {
  const page = openPage({ onLine: false, answers: false });
  page.fail("/_next/static/chunks/a.js");
  page.fail("/_next/static/chunks/b.js");
  page.comeBack();
  page.comeBack();
  expect(page.added.map(({ src }) => src)).toEqual(["/_next/static/chunks/a.js", "/_next/static/chunks/b.js"]);
});
