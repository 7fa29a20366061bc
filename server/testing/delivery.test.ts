import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { readEnv, variableNames } from "#lib/env.ts";
import { root } from "./run-program.ts";

const read = (name: string) => readFileSync(path.join(root, name), "utf8");
const dockerfile = read("Dockerfile").replaceAll("\\\n", " ").split("\n");
const instructions = (name: string) =>
  dockerfile.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1).trim());

/** `NAME=value` lines or words, as the definitions write them. */
const toVariables = (lines: string[]) => Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));

test("the image is built and run by the Node that the program brings, without rights, and every file that it starts exists", () => {
  const { dependencies } = z
    .object({ dependencies: z.object({ node: z.string() }) })
    .parse(JSON.parse(read("package.json")));
  for (const base of instructions("FROM")) expect(base).toContain(`node:${dependencies.node}-`);
  expect(instructions("USER").at(-1)).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  const [check = ""] = instructions("HEALTHCHECK");
  for (const command of [...instructions("ENTRYPOINT"), check.replace(/^.*CMD /, "")]) {
    const [program, file]: string[] = JSON.parse(command);
    expect(program).toBe("node");
    expect(existsSync(path.join(root, file ?? "")), file).toBe(true);
  }
});

test("no data, keys or dependencies of this machine get into the image", () => {
  const ignored = read(".dockerignore").split("\n");
  expect(ignored).toEqual(
    expect.arrayContaining([".git", ".data", ".test", ".next", "node_modules", "**/.env*", "**/*.log"]),
  );
  expect(instructions("ADD")).toEqual([]);
  expect(instructions("ARG")).toEqual([]);
});

const service = z.object({
  image: z.string(),
  environment: z.record(z.string(), z.string()).default({}),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal("ALL")]),
  security_opt: z.array(z.string()),
  volumes: z.array(z.string()),
  stop_grace_period: z.string().optional(),
});

test("the compose file names only variables that exist, locks its services down and waits for PostgreSQL to stop", () => {
  const compose = z
    .object({ services: z.object({ vigie: service, caddy: service }), volumes: z.record(z.string(), z.null()) })
    .parse(parse(read("compose.yaml")));
  const { vigie, caddy } = compose.services;
  for (const name of Object.keys(vigie.environment)) expect(variableNames, name).toContain(name);
  for (const { security_opt: options } of [vigie, caddy]) expect(options).toContain("no-new-privileges:true");
  expect(vigie.volumes).toEqual(["data:/data"]);
  expect(caddy.image).toMatch(/:\d/);
  // The launcher kills a site that does not stop within 60 s (server/process/launcher.mjs).
  expect(Number.parseInt(vigie.stop_grace_period ?? "", 10)).toBeGreaterThan(60);
  // What it sets without being told more is accepted by the start.
  const environment = Object.entries(vigie.environment).map(([name, value]) => [
    name,
    value.replace(/\$\{SITE_HOST:[^}]*\}/, "news.example.org").replace(/\$\{[A-Z0-9_]+:-(.*?)\}/, "$1"),
  ]);
  expect(
    readEnv({ ...toVariables(instructions("ENV").join(" ").split(/ +/)), ...Object.fromEntries(environment) }),
  ).toMatchObject({
    SITE_URL: "https://news.example.org",
    DATA_DIR: "/data",
    HOST: "0.0.0.0",
    TRUST_PROXY: 1,
  });
});

test("systemd accepts the unit and finds its protection good", (context) => {
  const unit = read("docs/systemd/vigie.service");
  const sample = toVariables(
    read("docs/systemd/environment.sample")
      .split("\n")
      .filter((line) => /^[A-Z]/.test(line)),
  );
  expect(readEnv(sample).SITE_URL).toBe("https://news.example.org");
  if (spawnSync("systemd-analyze", ["--version"]).status !== 0) return context.skip("systemd-analyze is not installed");
  const folder = mkdtempSync(path.join(tmpdir(), "vigie-systemd-"));
  try {
    const file = path.join(folder, "vigie.service");
    writeFileSync(file, unit.replace("/usr/bin/node", process.execPath));
    const verified = spawnSync("systemd-analyze", ["verify", file], { encoding: "utf8" });
    expect(verified.stderr).not.toContain(file);
    expect(verified.status).toBe(0);
    // Tenths of the exposure from 0 (safe) to 10; an unprotected service has 9.6.
    const rated = spawnSync("systemd-analyze", ["security", "--offline=yes", "--threshold=20", file], {
      encoding: "utf8",
    });
    expect(rated.status, rated.stdout.split("\n").at(-2)).toBe(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
