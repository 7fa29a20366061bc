import { verify } from "@node-rs/argon2";
import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { readSettings } from "#features/settings/queries.ts";
import { drawNoise } from "../cli/demo/pictures-testing.ts";
import { createFirstAdmin, fillEmptySiteOnce, firstStartInstructions } from "./first-start.ts";
import { root } from "./prepare-site.ts";

const { db, sql, url, clear } = testDatabase();
beforeEach(clear);

const count = async (table: "articles" | "members") => {
  const [row] = await sql`select count(*)::int as count from ${sql(table)}`;
  return row?.count;
};
const fill = (demo: boolean) => fillEmptySiteOnce(db, { directUrl: url, root, demo, say: () => {} });

test("creates the first administrator once, even when two processes start together, and the shown password works", async () => {
  const made = await Promise.all([1, 2].map(() => createFirstAdmin(db, "https://vigie.example")));
  const [shown] = made.filter((admin) => admin !== undefined);
  expect(made.filter((admin) => admin !== undefined)).toHaveLength(1);
  expect(shown?.email).toBe("admin@vigie.example");
  const [row] = await sql`select role, password_hash, confirmed_at from members`;
  expect(row?.role).toBe("admin");
  expect(row?.confirmed_at).not.toBeNull();
  expect(await verify(row?.password_hash, shown?.password ?? "")).toBe(true);
  expect(await createFirstAdmin(db, "https://vigie.example")).toBeUndefined();
});

test("gives an address to sign in with on a site at an IP address", async () => {
  expect((await createFirstAdmin(db, "http://[::1]:3000"))?.email).toBe("admin@localhost");
});

test("DEMO=0 starts empty and stays empty", async () => {
  await fill(false);
  await fill(true);
  expect(await count("articles")).toBe(0);
});

test.each([
  ["en", "Europe/London"],
  ["fr", "Europe/Paris"],
] as const)("a new site in %s has the time zone %s", async (locale, zone) => {
  await fillEmptySiteOnce(db, { directUrl: url, root, demo: false, say: () => {}, locale });
  expect((await readSettings(db))["site.zone"]).toBe(zone);
});

test("a site that has members keeps its time zone", async () => {
  await createFirstAdmin(db, "http://localhost:3000");
  await fillEmptySiteOnce(db, { directUrl: url, root, demo: false, say: () => {}, locale: "en" });
  expect((await readSettings(db))["site.zone"]).toBe("Europe/Paris");
});

test("installs no demo content on a site that has content", async () => {
  await createFirstAdmin(db, "http://localhost:3000");
  await fill(true);
  expect(await count("articles")).toBe(0);
  expect(await count("members")).toBe(1);
});

test("of two processes that start together, one adds the demo content, and both wait until it is there", async () => {
  const said: string[][] = [[], []];
  const counts = await Promise.all(
    said.map(async (lines) => {
      await fillEmptySiteOnce(db, {
        directUrl: url,
        root,
        demo: true,
        say: (line) => lines.push(line),
        draw: drawNoise,
      });
      return count("articles");
    }),
  );
  expect(said.map((lines) => lines.length > 0).toSorted()).toEqual([false, true]);
  expect(counts[0]).toBeGreaterThan(0);
  expect(counts[1]).toBe(counts[0]);
  expect(await count("articles")).toBe(counts[0]);
});

test("prints how to sign in, where mails are without a mail server, and how to stop", () => {
  const admin = { email: "admin@localhost", password: "p" };
  const site = { SITE_URL: "http://localhost:3000", DATA_DIR: ".data", SMTP_URL: undefined };
  expect(firstStartInstructions(site, admin)).toEqual([
    "Sign in as the first administrator at http://localhost:3000/login (shown this once):",
    "  email     admin@localhost",
    "  password  p",
    "Mails are files in .data/mail until SMTP_URL is set.",
    "Ctrl-C stops the site.",
  ]);
  expect(firstStartInstructions({ ...site, SMTP_URL: "smtp://mail" }, admin).join()).not.toContain("Mails");
});
