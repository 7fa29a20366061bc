import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { APIRequestContext, Browser } from "@playwright/test";
import { adminNavigation, findNavItem } from "#app/(admin)/navigation.ts";
import { expect, test } from "./fixtures.ts";
import { aMember, changeSetting, signIn } from "./test-data.ts";

// Tries every page and action of the admin area with every role. Pages come from the file system, actions from the build, and expected access from
// the table behind the navigation (app/(admin)/navigation.ts) and from the action's wrapper. The requests change nothing: their forms are empty or
// name nobody's data.

const root = join(import.meta.dirname, "..");
const roles = ["reader", "contributor", "editor", "moderator", "admin"] as const;
type Who = (typeof roles)[number] | "nobody";

const doors = globSync("app/(admin)/admin/**/{page.tsx,route.ts}", { cwd: root }).map((file) => {
  const path = `/${dirname(file).replaceAll("\\", "/").split("/").slice(2).join("/")}`;
  const methods = file.endsWith("page.tsx")
    ? ["GET"]
    : [
        ...readFileSync(join(root, file), "utf8").matchAll(/export (?:const|async function|function) (GET|POST)\b/g),
      ].map(([, method]) => method ?? "");
  // An id that does not exist: a permitted role gets a 404.
  return {
    path: path.replaceAll(/\[\w+\]/g, "999999999"),
    methods,
    allowed: findNavItem(path, adminNavigation)?.roles ?? [],
  };
});

const makers: Record<string, readonly Who[]> = {
  contributorAction: ["contributor", "editor", "admin"],
  editorAction: ["editor", "admin"],
  moderatorAction: ["moderator", "admin"],
  adminAction: ["admin"],
};

interface Action {
  id: string;
  name: string;
  allowed: readonly Who[];
  page: string;
}

/** Returns the actions that require a role, with their ids in the build. */
function listActions(): Action[] {
  const manifest = JSON.parse(readFileSync(join(root, ".next/server/server-reference-manifest.json"), "utf8"));
  const built: [string, { filename?: string; exportedName?: string; workers: Record<string, unknown> }][] =
    Object.entries(manifest.node);
  return globSync("features/**/actions.ts", { cwd: root }).flatMap((file) =>
    [
      ...readFileSync(join(root, file), "utf8").matchAll(
        /^export const (\w+) = (contributorAction|editorAction|moderatorAction|adminAction)\(/gm,
      ),
    ].flatMap(([, name = "", maker = ""]) => {
      const found = built.find(([, one]) => one.filename === file.replaceAll("\\", "/") && one.exportedName === name);
      // Not in the build: no page uses it, so it cannot be called.
      if (!found) return [];
      // A page that uses the action, in the admin area if there is one.
      const workers = Object.keys(found[1].workers).filter((worker) => worker.endsWith("/page"));
      const worker = workers.find((one) => one.includes("(admin)")) ?? workers[0] ?? "";
      const page = worker.split("/").filter((part) => part !== "app" && !part.startsWith("("));
      const address = `/${page.slice(0, -1).join("/")}`.replaceAll(/\[[^\]]+\]/g, "999999999");
      return [{ id: found[0], name, allowed: makers[maker] ?? [], page: address }];
    }),
  );
}

async function contextsOf(browser: Browser): Promise<Map<Who, APIRequestContext>> {
  const contexts = new Map<Who, APIRequestContext>();
  contexts.set("nobody", (await browser.newContext()).request);
  for (const role of roles) {
    const member = await aMember(role, { name: `Porte ${role}` });
    const context = await browser.newContext();
    const page = await context.newPage();
    await signIn(page, member);
    await page.close();
    contexts.set(role, context.request);
  }
  return contexts;
}

/** Forms are limited per network (TRUST_PROXY=1): each attempt comes from another. */
const network = () => `198.18.${Math.floor(Math.random() * 256)}.${Math.floor(Math.random() * 256)}`;

/** An empty form, encoded like the two arguments of such an action. */
function emptyCall() {
  return { "0": '[{"status":"idle"},"$K1"]', "1_nothing": "" };
}

/** Requests a page without following its redirect. */
const knock = (request: APIRequestContext, path: string, method: string, origin: string) =>
  request.fetch(path, {
    method,
    maxRedirects: 0,
    failOnStatusCode: false,
    headers: { origin, "X-Forwarded-For": network() },
  });

/** Calls an action with an empty form. */
const call = (request: APIRequestContext, { id, page }: Action, origin: string) =>
  request.post(page, {
    headers: { "next-action": id, origin, accept: "text/x-component", "X-Forwarded-For": network() },
    multipart: emptyCall(),
    maxRedirects: 0,
    failOnStatusCode: false,
  });

test("every page and action of the admin area answers each role as the table requires @desktop", async ({
  browser,
  baseURL,
}) => {
  test.slow();
  const contexts = await contextsOf(browser);
  const failures: string[] = [];
  expect(doors.length).toBeGreaterThan(5);
  for (const { path, methods, allowed } of doors) {
    expect(allowed.length, `${path} has its line in places.ts`).toBeGreaterThan(0);
    for (const method of methods)
      for (const [who, request] of contexts) {
        const status = (await knock(request, path, method, baseURL ?? "")).status();
        const may = who !== "nobody" && allowed.includes(who);
        const right = may ? status !== 401 && status !== 403 : status === (who === "nobody" ? 401 : 403);
        if (!right) failures.push(`${method} ${path} as ${who}: ${status}`);
      }
  }
  const actions = listActions();
  expect(actions.length).toBeGreaterThan(3);
  for (const action of actions)
    for (const [who, request] of contexts) {
      const answer = await call(request, action, baseURL ?? "");
      const text = await answer.text();
      const forbidden = text.includes('"code":"member.forbidden"');
      const sentAway = text.includes('"code":"member.signedOut"');
      const may = action.allowed.includes(who);
      const right = who === "nobody" ? sentAway : may ? text.includes('"status"') && !forbidden : forbidden;
      if (!right) failures.push(`${action.name} as ${who}: ${answer.status()} ${text.slice(0, 300)}`);
    }
  expect(failures).toEqual([]);
});

// Alone: the setting applies to all staff.
test("a staff member without the required second step can open no page and call no action of the admin area @alone", async ({
  browser,
  baseURL,
}) => {
  test.slow();
  const contexts = await contextsOf(browser);
  const failures: string[] = [];
  const admin = contexts.get("admin");
  try {
    await changeSetting("members.staffTwoStep", "1");
    // The setting takes a moment to reach the running site.
    await expect.poll(async () => (await admin?.get("/admin/media/pictures"))?.status()).toBe(403);
    for (const { path, methods, allowed } of doors)
      for (const method of methods)
        for (const who of allowed) {
          const request = contexts.get(who);
          const answer = request && (await knock(request, path, method, baseURL ?? ""));
          const status = answer?.status();
          // A page redirects to the setup of the second step; requests by programs are refused.
          const led =
            status === 307 &&
            new URL(answer?.headers().location ?? "", baseURL ?? "http://x").pathname === "/account/security";
          if (!led && status !== 403) failures.push(`${method} ${path} as ${who}: ${status}`);
        }
    for (const action of listActions())
      for (const who of action.allowed) {
        const request = contexts.get(who);
        const text = request ? await (await call(request, action, baseURL ?? "")).text() : "";
        if (!text.includes('"code":"member.secondStep"'))
          failures.push(`${action.name} as ${who}: ${text.slice(0, 300)}`);
      }
  } finally {
    await changeSetting("members.staffTwoStep", "0");
  }
  await expect.poll(async () => (await admin?.get("/admin/media/pictures"))?.status()).toBe(200);
  expect(failures).toEqual([]);
});
