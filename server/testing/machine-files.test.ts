import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { variableNames } from "#lib/env.ts";
import { root } from "./run-program.ts";

const folder = path.join(root, "docs/several-machines");
const read = (name: string) => readFileSync(path.join(folder, name), "utf8");
const namesIn = (text: string) => [...text.matchAll(/^([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name ?? "");

test("node.env and cluster.env name only variables that exist", () => {
  expect(namesIn(read("node.env")).filter((name) => !variableNames.includes(name))).toEqual([]);
  // The others are those of `place` and of the steps.
  const own = ["SITE_HOST", "A", "B", "C", "NETWORK"];
  const unknown = namesIn(read("cluster.env")).filter((name) => !variableNames.includes(name) && !own.includes(name));
  expect(unknown).toEqual([]);
});

test("every sample that the page and the compose file place exists, and has no placeholder that `place` does not know", () => {
  const pages = [readFileSync(path.join(root, "docs/several-machines.md"), "utf8"), read("compose.yaml")];
  const placed = new Set(
    pages.flatMap((text) => [...text.matchAll(/^\s*place ([\w.-]+) /gm)].map(([, name]) => name ?? "")),
  );
  // Step 1, or the operator, makes these.
  for (const name of ["etcd.pem", "etcd-key.pem", "site.pem"]) expect(placed.delete(name), name).toBe(true);
  expect(placed.size).toBeGreaterThan(5);
  const known =
    /\b(?:(?:SUPERUSER|REPLICATION|REWIND|PATRONI|DATABASE|VALKEY)-PASSWORD|S3-[A-Z]+|SMTP-URL|AUTH-SECRET|ACTIONS-KEY)\b/g;
  for (const name of placed) {
    expect(existsSync(path.join(folder, name)), name).toBe(true);
    const rest = read(name)
      .replace(/^[#;].*$/gm, "")
      .replace(known, "");
    expect(rest.match(/\b[A-Z0-9]{2,}-[A-Z]{3,}\b/g), name).toBeNull();
  }
});

const service = z.object({
  image: z.string(),
  build: z.union([z.string(), z.object({ dockerfile_inline: z.string() })]).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  command: z.array(z.string()),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal("ALL")]),
  security_opt: z.tuple([z.literal("no-new-privileges:true")]),
  mem_limit: z.string(),
  pids_limit: z.number(),
  restart: z.string(),
  volumes: z.array(z.string()).default([]),
  network_mode: z.string().optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
});
const compose = z
  .object({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.null()) })
  .parse(parse(read("compose.yaml"), { merge: true }));
const services = Object.entries(compose.services);

test("the compose file names only services, volumes, files and variables that exist", () => {
  for (const [name, { depends_on: needed, network_mode: mode, volumes, environment }] of services) {
    for (const other of [...Object.keys(needed), ...(mode ? [mode.replace("service:", "")] : [])])
      expect(Object.keys(compose.services), name).toContain(other);
    // The operator brings the VCL.
    for (const [source = ""] of volumes.map((volume) => volume.split(":")))
      if (source.startsWith(".")) expect([".", "./varnish.vcl"], name).toContain(source);
      else expect(Object.keys(compose.volumes), name).toContain(source);
    for (const variable of Object.keys(environment)) expect(variableNames, name).toContain(variable);
    for (const [other, { condition }] of Object.entries(needed))
      if (condition === "service_healthy") expect(compose.services[other]?.healthcheck, other).toBeDefined();
  }
});

test("the compose file pins its images, and starts every part of the page on each machine", () => {
  const builds = services.flatMap(([, { build }]) => (typeof build === "object" ? [build.dockerfile_inline] : []));
  for (const build of builds) expect(build).toMatch(/^FROM debian:\d+\.\d+-slim$/m);
  const parts = services.map(([name, { network_mode: mode }]) => `${name} on ${mode ?? "its own"}`);
  for (const machine of ["a", "b"])
    for (const part of ["etcd", "patroni", "haproxy", "pgbouncer", "node"])
      expect(parts).toContain(`${part}-${machine} on service:machine-${machine}`);
  expect(parts).toContain("etcd-c on service:machine-c");
});

test("HAProxy notices on every connection that the machine at the other end is lost", () => {
  const lines = read("haproxy.cfg").split("\n");
  // In default-server HAProxy 3.0 ignores the option without a message.
  expect(lines.filter((line) => /^\s*default-server .*\btcp-ut\b/.test(line))).toEqual([]);
  expect(lines.filter((line) => /^\s*server /.test(line) && !/ tcp-ut \d+s/.test(line))).toEqual([]);
});
