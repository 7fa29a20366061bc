import { randomUUID } from "node:crypto";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { articleDrafts, articles, comments } from "#db/schema.ts";
import { type BenchMember, nextNetwork } from "./members.ts";
import { sendOne } from "./request-load.ts";
import { WriteRequests } from "./write-requests.ts";

/** Generous, because a loaded machine is no failure (ms). */
const timeoutMs = 60_000;

/** What the tabs of an upgrade saw. Each list has a line per finding. */
export interface TabFindings {
  /** Forms that were submitted, and other actions of a reader, that worked. */
  done: number;
  /** Actions that had no effect within a minute. */
  withoutEffect: string[];
  /** Typed texts that are neither stored nor in their form. */
  lostTexts: string[];
  /** Errors in the console or in a script, and requests that failed. */
  errors: string[];
}

interface TabSite {
  url: string;
  /** The folder of the build from which action ids are read. */
  build: string;
  db: Database;
  browser: Browser;
  slugs: readonly string[];
  /** Signed-in readers, each used once. */
  members: BenchMember[];
  editor: BenchMember;
  /** Where the upgrade is, for the findings. */
  phase: () => string;
}

/** A page that somebody has opened, and what they do in it later. */
interface Tab {
  name: string;
  act(): Promise<void>;
}

/** Opens tabs, lets them wait, and lets people act in them. */
export class UpgradeTabs {
  readonly findings: TabFindings = { done: 0, withoutEffect: [], lostTexts: [], errors: [] };
  readonly #site: TabSite;
  readonly #contexts: BrowserContext[] = [];
  #turn = 0;

  constructor(site: TabSite) {
    this.#site = site;
  }

  /** Opens one tab of each kind and fills in its form. */
  async openGroup(name: string): Promise<Tab[]> {
    const opened: Tab[] = [];
    const open = [
      () => this.#openComment(name),
      () => this.#openVisitorsComment(name),
      () => this.#openCommentWithoutScripts(name),
      () => this.#openEdit(name),
      () => this.#openArticle(name),
    ].map((one) => this.#try(`opening a tab, ${name}`, async () => void opened.push(await one())));
    await Promise.all(open);
    return opened;
  }

  async #try(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.findings.done += 1;
    } catch (error) {
      const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
      this.findings.withoutEffect.push(`${name} (${this.#site.phase()}): ${why}`);
    }
  }

  /** Lets the people of a group act, all at once. */
  async act(tabs: readonly Tab[]): Promise<void> {
    await Promise.all(tabs.map(({ name, act }) => this.#try(name, act)));
  }

  /** Opens an article in the editor: each call types a sentence and waits until it is saved. */
  async openEditor() {
    const { url, db, editor } = this.#site;
    const [article] = await db.select({ id: articles.id }).from(articles).where(eq(articles.slug, this.#nextSlug()));
    const page = await this.#open("editor", editor);
    await page.goto(`${url}/admin/articles/${article?.id}`);
    const body = page.locator(".editor-mount .ProseMirror");
    await body.waitFor({ timeout: timeoutMs });
    const sentences: string[] = [];
    const isStored = async () => {
      const [draft] = await db
        .select({ content: articleDrafts.content })
        .from(articleDrafts)
        .where(eq(articleDrafts.articleId, article?.id ?? 0));
      return sentences.every((sentence) => draft?.content?.bodyHtml.includes(sentence));
    };
    const tab: Tab = {
      name: "the editor's text",
      act: async () => {
        const sentence = `Phrase ${sentences.length} ${randomUUID()}.`;
        sentences.push(sentence);
        await body.click();
        await page.keyboard.press("Control+End");
        await page.keyboard.type(` ${sentence}`);
        await until("the text is saved", isStored);
        await page.locator(".save-status[data-saved]").waitFor({ timeout: timeoutMs });
      },
    };
    return {
      tab,
      /** Reports sentences that are neither stored nor on the screen. */
      close: async () => {
        if (await isStored()) return;
        const shown = (await body.textContent()) ?? "";
        for (const sentence of sentences) if (!shown.includes(sentence)) this.findings.lostTexts.push(sentence);
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()));
  }

  /** A member's comment, typed before and submitted by the page's script. */
  async #openComment(group: string): Promise<Tab> {
    const name = `a member's comment, ${group}`;
    const text = makeText();
    const page = await this.#open(name, this.#nextMember());
    await page.goto(`${this.#site.url}/articles/${this.#nextSlug()}`);
    await untilHydrated(page);
    const field = page.locator("#comments form.comment-form textarea");
    await field.fill(text);
    const act = async () => {
      await page.locator("#comments form.comment-form button.button-strong").click();
      await this.#expectStored(name, page, text, "#comments form.comment-form textarea");
      await page.locator("#comments article", { hasText: text }).first().waitFor({ timeout: timeoutMs });
    };
    return { name, act };
  }

  /** A visitor's comment: the response asks for an address and a password, and keeps the text. */
  async #openVisitorsComment(group: string): Promise<Tab> {
    const name = `a visitor's comment, ${group}`;
    const text = makeText();
    const page = await this.#open(name);
    await page.goto(`${this.#site.url}/articles/${this.#nextSlug()}`);
    const field = page.locator("#comments form.comment-form textarea");
    await field.fill(text);
    await untilHydrated(page);
    const act = async () => {
      await page.locator("#comments form.comment-form button.button-strong").click();
      try {
        await page.locator("#comments input[type=password]").waitFor({ timeout: timeoutMs });
      } finally {
        if ((await field.inputValue().catch(() => "")) !== text) this.findings.lostTexts.push(name);
      }
    };
    return { name, act };
  }

  /** A member's comment in a browser without scripts. */
  async #openCommentWithoutScripts(group: string): Promise<Tab> {
    const name = `a comment without scripts, ${group}`;
    const text = makeText();
    const page = await this.#open(name, this.#nextMember(), { javaScriptEnabled: false });
    await page.goto(`${this.#site.url}/articles/${this.#nextSlug()}`);
    await page.locator("#comments form.comment-form textarea").fill(text);
    const act = async () => {
      await page.locator("#comments form.comment-form button.button-strong").click();
      await this.#expectStored(name, page, text, "textarea");
    };
    return { name, act };
  }

  /** A member's edit on the comment's own page, whose action leads to another page: client-side navigation. */
  async #openEdit(group: string): Promise<Tab> {
    const name = `an edit, ${group}`;
    const { url, db, build } = this.#site;
    const member = this.#nextMember();
    const [slug, text, edited] = [this.#nextSlug(), makeText(), makeText()];
    const forms = await WriteRequests.open(url, slug, build);
    const posted = await sendOne(url, forms.commentByForm(member, slug, text));
    const [row] = await db.select({ id: comments.id }).from(comments).where(eq(comments.bodySource, text));
    if (!row) throw new Error(`The comment to edit was not stored (${posted.status}).`);
    const page = await this.#open(name, member);
    await page.goto(`${url}/comments/${row.id}`);
    await untilHydrated(page);
    await page.locator("#edit-body").fill(edited);
    const act = async () => {
      await page.locator("form:has(#edit-body) .form-actions button[type=submit]").first().click();
      await this.#expectStored(name, page, edited, "#edit-body");
      await page.waitForURL(/\?done=edit/, { timeout: timeoutMs });
      await untilHydrated(page);
    };
    return { name, act };
  }

  /** An article that nobody has touched: its scripts are requested at the first touch. Then a link is followed. */
  async #openArticle(group: string): Promise<Tab> {
    const name = `a reader's first touch, ${group}`;
    const page = await this.#open(name);
    await page.goto(`${this.#site.url}/articles/${this.#nextSlug()}`);
    const act = async () => {
      const copy = page.locator(".pills button").first();
      const isCopied = async () => {
        await copy.click();
        return ((await page.locator(".share-status").textContent()) ?? "") !== "";
      };
      await until("the button works", isCopied);
      await page.locator("header a[href='/']").first().click();
      await page.waitForURL(`${this.#site.url}/`, { timeout: timeoutMs });
      await page.locator("main a[href^='/articles/']").first().click();
      await page.waitForURL(/\/articles\//, { timeout: timeoutMs });
      await until("the button of the next page works", isCopied);
    };
    return { name, act };
  }

  /** Waits until a text is a stored comment. If it never is, finds out whether its form still has it. */
  async #expectStored(name: string, page: Page, text: string, field: string): Promise<void> {
    const { db } = this.#site;
    try {
      await until("it is stored", async () => {
        const rows = await db.select({ id: comments.id }).from(comments).where(eq(comments.bodySource, text));
        return rows.length > 0;
      });
    } catch (error) {
      const typed = await page
        .locator(field)
        .evaluateAll((all) => all.map((one) => (one instanceof HTMLTextAreaElement ? one.value : "")))
        .catch((): string[] => []);
      const isShown = typed.includes(text) || (await page.content().catch(() => "")).includes(text);
      if (!isShown) this.findings.lostTexts.push(`${name} (${this.#site.phase()})`);
      throw error;
    }
  }

  async #open(name: string, member?: BenchMember, options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
    const { url, browser, phase } = this.#site;
    const { Cookie = "", ...headers }: Record<string, string> = member?.headers ?? nextNetwork();
    const context = await browser.newContext({ ...options, extraHTTPHeaders: { ...headers } });
    this.#contexts.push(context);
    await context.grantPermissions(["clipboard-write"]);
    const cookies = Cookie.split("; ").filter(Boolean);
    await context.addCookies(
      cookies.map((one) => ({ url, name: one.split("=", 1)[0] ?? "", value: one.slice(one.indexOf("=") + 1) })),
    );
    const report = (what: string) => this.findings.errors.push(`${name} (${phase()}): ${what}`);
    context.on("console", (message) => {
      if (message.type() === "error") report(`console: ${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (error) => report(`script: ${error.error().stack ?? error.error().message}`));
    context.on("requestfailed", (request) => {
      const why = request.failure()?.errorText ?? "";
      // A page that is left cancels what it still loads, and one without scripts is refused them by the browser.
      if (why !== "net::ERR_ABORTED" && why !== "csp") report(`${why}: ${request.method()} ${request.url()}`);
    });
    context.on("response", (response) => {
      if (response.status() >= 400) report(`${response.status()} to ${response.request().method()} ${response.url()}`);
    });
    const page = await context.newPage();
    page.setDefaultTimeout(timeoutMs);
    return page;
  }

  #nextSlug(): string {
    const { slugs } = this.#site;
    this.#turn += 1;
    return slugs[this.#turn % slugs.length] ?? "";
  }

  #nextMember(): BenchMember {
    const member = this.#site.members.pop();
    if (!member) throw new Error("There are too few members for the tabs.");
    return member;
  }
}

const makeText = () => `Un texte tapé avant ou pendant la mise à jour, ${randomUUID()}.`;

async function untilHydrated(page: Page): Promise<void> {
  const isHydrated = () => Object.keys(document).some((name) => name.startsWith("__reactContainer"));
  await until(`${page.url()} is hydrated`, () => page.evaluate(isHydrated).catch(() => false));
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not true within a minute: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
