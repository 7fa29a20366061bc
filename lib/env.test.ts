import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readEnv } from "./env.ts";

test("an empty environment gives a working site on this machine", () => {
  expect(readEnv({})).toMatchObject({
    PORT: 3000,
    HOST: "127.0.0.1",
    SITE_URL: "http://localhost:3000",
    SITE_LOCALE: "fr",
    DATA_DIR: ".data",
    TRUST_PROXY: 0,
    FETCH_ALLOW_PRIVATE: false,
    DEMO: true,
    WORKER: true,
    LOG_LEVEL: "info",
  });
});

test("the address of the site uses the port and loses its last slash", () => {
  expect(readEnv({ PORT: "8080" }).SITE_URL).toBe("http://localhost:8080");
  expect(readEnv({ SITE_URL: "https://vigie.example/" }).SITE_URL).toBe("https://vigie.example");
});

test("hubs are a list of addresses, separated by commas or spaces", () => {
  expect(readEnv({}).WEBSUB_HUB).toEqual([]);
  expect(
    readEnv({ WEBSUB_HUB: " https://a.example/,https://b.example/hub?x=1  https://a.example/ " }).WEBSUB_HUB,
  ).toEqual(["https://a.example/", "https://b.example/hub?x=1"]);
});

test("replicas are a list of addresses of PostgreSQL, and need the database", () => {
  const replicas = (list: string) => readEnv({ DATABASE_URL: "postgres://p/v", DATABASE_REPLICA_URLS: list });
  expect(readEnv({}).DATABASE_REPLICA_URLS).toEqual([]);
  expect(replicas(" postgres://a/v,postgresql://b/v postgres://a/v").DATABASE_REPLICA_URLS).toEqual([
    "postgres://a/v",
    "postgresql://b/v",
  ]);
  expect(() => replicas("postgres://u:p@a/v,redis://b")).toThrow(
    "DATABASE_REPLICA_URLS=… is not usable: it must be addresses that start with postgres:// or postgresql://",
  );
  for (const name of ["DATABASE_REPLICA_URLS", "DATABASE_DIRECT_URL"])
    expect(() => readEnv({ [name]: "postgres://a/v" })).toThrow("DATABASE_URL must be set too");
});

test("accepts 16 to 4096 MB of memory for pages", () => {
  expect(readEnv({}).PAGE_MEMORY_MB).toBe(64);
  expect(readEnv({ PAGE_MEMORY_MB: "16" }).PAGE_MEMORY_MB).toBe(16);
  expect(readEnv({ PAGE_MEMORY_MB: "4096" }).PAGE_MEMORY_MB).toBe(4_096);
  for (const [value, reason] of [
    ["15", "must be 16 to 4096"],
    ["4097", "must be 16 to 4096"],
    ["-64", "must be 16 to 4096"],
    ["100.5", "must be a whole number"],
    ["64 MB", "must be a number"],
    ["Infinity", "must be"],
  ])
    expect(() => readEnv({ PAGE_MEMORY_MB: value })).toThrow(`PAGE_MEMORY_MB=${value} is not usable: it ${reason}`);
});

test("VIGIE_WEB=0 needs VIGIE_CLUSTER=1 and excludes WORKER=0", () => {
  expect(readEnv({ VIGIE_CLUSTER: "1", VIGIE_WEB: "0" })).toMatchObject({ VIGIE_WEB: false, WORKER: true });
  expect(() => readEnv({ VIGIE_WEB: "0" })).toThrow("VIGIE_CLUSTER=1 must be set too");
  expect(() => readEnv({ VIGIE_CLUSTER: "1", VIGIE_WEB: "0", WORKER: "0" })).toThrow(
    "leave this process nothing to do",
  );
});

test("a cache in front of the site needs its secret, its address and its token", () => {
  const edge = {
    EDGE: "varnish",
    EDGE_SECRET: "0123456789abcdef",
    EDGE_PURGE_URL: "http://10.0.0.1:6081/, http://10.0.0.2:6081/",
    EDGE_PURGE_TOKEN: "fedcba9876543210",
  };
  expect(readEnv({})).not.toHaveProperty("EDGE");
  expect(readEnv(edge).EDGE_PURGE_URL).toEqual(["http://10.0.0.1:6081/", "http://10.0.0.2:6081/"]);
  for (const name of Object.keys(edge))
    expect(() => readEnv({ ...edge, [name]: "" })).toThrow(`${name} must be set too`);
  expect(() => readEnv({ ...edge, EDGE: "squid" })).toThrow("it must be varnish, fastly, cloudflare or bunny");
  expect(() => readEnv({ ...edge, EDGE_SECRET: "short" })).toThrow(
    "EDGE_SECRET=… is not usable: it must have 16 characters at least",
  );
  expect(() => readEnv({ ...edge, EDGE_PURGE_URL: "10.0.0.1" })).toThrow("must be addresses that start with https://");
});

test("an empty value counts as unset", () => {
  const names = [
    "PORT",
    "HOST",
    "SITE_URL",
    "SITE_LOCALE",
    "DATA_DIR",
    "DATABASE_URL",
    "TRUST_PROXY",
    "DEMO",
    "LOG_LEVEL",
  ];
  expect(readEnv(Object.fromEntries(names.map((name) => [name, ""])))).toEqual(readEnv({}));
});

test.each([
  ["PORT", "abc", "must be a number"],
  ["PORT", "70000", "must be 0 to 65535"],
  ["PORT", "80.5", "must be a whole number"],
  ["SITE_URL", "vigie.example", "must be an address that starts with http:// or https://"],
  ["SITE_URL", "https://vigie.example/news", "must have no path"],
  ["SITE_LOCALE", "de", "must be fr or en"],
  ["DATABASE_URL", "mysql://x/y", "must be an address that starts with postgres:// or postgresql://"],
  ["DATABASE_DIRECT_URL", "mysql://x/y", "must be an address that starts with postgres:// or postgresql://"],
  ["VIGIE_CLUSTER", "yes", "must be 0 or 1"],
  ["TRUST_PROXY", "11", "must be 0 to 10"],
  ["DEMO", "yes", "must be 0 or 1"],
  ["LOG_LEVEL", "loud", "must be fatal, error"],
  ["WEBSUB_HUB", "hub.example", "must be addresses that start with https:// or http://"],
  ["WEBSUB_HUB", "https://hub.example/, ftp://hub.example/", "must be addresses that start with"],
  ["WEBSUB_HUB", "https://hub.example/>;rel=self", "must be addresses that start with"],
  ["WEBSUB_HUB", "https://name:word@hub.example/", "must be addresses that start with"],
  ["WEBSUB_HUB", [1, 2, 3, 4, 5, 6].map((n) => `https://hub.example/${n}`).join(), "must be 5 addresses at most"],
  ["MAIL_FROM", "Vigie", "must be an address, or a name and an address"],
  ["MAIL_FROM", "Vigie <vigie>", "must be an address, or a name and an address"],
])("refuses %s=%s in one line that says what is allowed", (name, value, why) => {
  expect(() => readEnv({ [name]: value })).toThrow(`${name}=${value} is not usable: it ${why}`);
  try {
    readEnv({ [name]: value });
  } catch (error) {
    expect(String(error).split("\n")).toHaveLength(1);
  }
});

test("gives each wrong value its line, without repeating a password", () => {
  expect(() => readEnv({ PORT: "x", DEMO: "x" })).toThrow(/^PORT=.*\nDEMO=.*$/);
  expect(() => readEnv({ DATABASE_URL: "mysql://me:secret@host/x" })).toThrow(/^(?!.*secret)/);
  expect(() => readEnv({ SITE_URL: "https://me:pass@host" })).toThrow(/^SITE_URL=… .* must have no name and password/);
  expect(() => readEnv({ AUTH_SECRET: "guessed" })).toThrow(/^AUTH_SECRET=… is not usable: it must have 8/);
  expect(() => readEnv({ NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: "guessed" })).toThrow("it must be 32 bytes in base64");
});

test.each(["vigie@example.org", "Vigie <vigie@localhost>", "La Vigie, courrier <a@b.example>"])(
  "%s is a sender",
  (from) => {
    expect(readEnv({ MAIL_FROM: from }).MAIL_FROM).toBe(from);
  },
);

test("a sign-in provider is set completely or not at all", () => {
  expect(() => readEnv({ AUTH_GITHUB_ID: "x" })).toThrow("AUTH_GITHUB_SECRET must be set too");
  expect(() => readEnv({ AUTH_GOOGLE_SECRET: "x" })).toThrow("AUTH_GOOGLE_ID must be set too");
});

test("an image storage is set completely or not at all", () => {
  const whole = { S3_ENDPOINT: "http://localhost:9000/", S3_BUCKET: "pictures", S3_KEY: "k", S3_SECRET: "s" };
  expect(readEnv(whole)).toMatchObject({ S3_ENDPOINT: "http://localhost:9000", S3_REGION: "us-east-1" });
  expect(() => readEnv({ ...whole, S3_KEY: "", S3_SECRET: undefined })).toThrow("S3_KEY and S3_SECRET must be set too");
  expect(() => readEnv({ ...whole, S3_BUCKET: "Not_a_bucket" })).toThrow("S3_BUCKET=Not_a_bucket is not usable");
});

test("reads the DKIM key from the variable or from a file, and says in one line what is wrong with it", () => {
  const pemOf = (type: "rsa" | "ed25519", bits = 2048) =>
    (type === "rsa" ? generateKeyPairSync("rsa", { modulusLength: bits }) : generateKeyPairSync("ed25519")).privateKey
      .export({ type: "pkcs8", format: "pem" })
      .toString();
  const pem = pemOf("rsa");
  const path = join(mkdtempSync(join(tmpdir(), "vigie-dkim-")), "key.pem");
  writeFileSync(path, pem);
  const whole = { DKIM_DOMAIN: "example.org", DKIM_SELECTOR: "mail2026", DKIM_KEY: pem };
  for (const key of [pem, pem.replaceAll("\n", "\\n"), path])
    expect(readEnv({ ...whole, DKIM_KEY: key }).DKIM_KEY).toBe(pem);
  expect(() => readEnv({ DKIM_KEY: pem })).toThrow("DKIM_DOMAIN and DKIM_SELECTOR must be set too");
  for (const [key, fault] of [
    ["/no/such/file", "must be a private key in PEM, or the path of a readable file with one"],
    [pem.slice(0, 200), "must be a private RSA key in PEM without a passphrase"],
    [pemOf("ed25519"), "must be an RSA key; this one is ed25519"],
    [pemOf("rsa", 512), "must have 1024 bits at least"],
  ] as const)
    expect(() => readEnv({ ...whole, DKIM_KEY: key })).toThrow(`DKIM_KEY=… is not usable: it ${fault}`);
  expect(() => readEnv({ ...whole, DKIM_DOMAIN: "example.org\r\nx" })).toThrow("must be a domain, as in example.org");
});

test("backups go to a folder outside DATA_DIR", () => {
  expect(readEnv({}).BACKUP_TO).toBeUndefined();
  expect(readEnv({ BACKUP_TO: "/mnt/backups" }).BACKUP_TO).toBe("/mnt/backups");
  expect(readEnv({ DATA_DIR: "/srv/vigie", BACKUP_TO: "/srv/vigie-backups" }).BACKUP_TO).toBe("/srv/vigie-backups");
  for (const BACKUP_TO of ["/srv/vigie", "/srv/vigie/backups", "/srv/x/../vigie/"])
    expect(() => readEnv({ DATA_DIR: "/srv/vigie", BACKUP_TO })).toThrow("it is in DATA_DIR");
  expect(() => readEnv({ BACKUP_TO: "ftp://host/x" })).toThrow("must be a folder, or s3://BUCKET");
  expect(() => readEnv({ BACKUP_TO: "s3://Bucket/x" })).toThrow("must be a folder, or s3://BUCKET");
});

test("backups go to a bucket with its own keys, or those of the pictures", () => {
  const BACKUP_TO = "s3://backups/news";
  expect(() => readEnv({ BACKUP_TO })).toThrow(
    "BACKUP_S3_ENDPOINT and BACKUP_S3_KEY and BACKUP_S3_SECRET must be set too",
  );
  const own = { BACKUP_S3_ENDPOINT: "https://s3.example/", BACKUP_S3_KEY: "k", BACKUP_S3_SECRET: "hidden" };
  expect(readEnv({ BACKUP_TO, ...own }).BACKUP_S3_ENDPOINT).toBe("https://s3.example");
  expect(() => readEnv({ BACKUP_S3_KEY: "k" })).toThrow("BACKUP_S3_SECRET must be set too");
  const pictures = { S3_ENDPOINT: "https://s3.example", S3_BUCKET: "pictures", S3_KEY: "k", S3_SECRET: "hidden" };
  expect(readEnv({ BACKUP_TO, ...pictures }).BACKUP_TO).toBe(BACKUP_TO);
});

test("backups are encrypted with a passphrase or for public keys", () => {
  const key = `age1${"q".repeat(58)}`;
  expect(readEnv({ BACKUP_RECIPIENT: `${key}, ${key}` }).BACKUP_RECIPIENT).toEqual([key]);
  expect(() => readEnv({ BACKUP_RECIPIENT: "ssh-ed25519 AAAA" })).toThrow("must be public keys of age");
  expect(() => readEnv({ BACKUP_PASSPHRASE: "too short" })).toThrow(/^BACKUP_PASSPHRASE=… is not usable/);
  expect(() => readEnv({ BACKUP_PASSPHRASE: "long enough for us", BACKUP_RECIPIENT: key })).toThrow(
    "Set either BACKUP_PASSPHRASE or BACKUP_RECIPIENT, not both.",
  );
});
