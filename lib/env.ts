import { isAbsolute, relative, resolve } from "node:path";
import { z } from "zod";
import { parseBucketAddress } from "./bucket-address.ts";
import { readDkimKey } from "./mail/dkim-key.ts";
import { OperatorError } from "./operator-error.ts";
import { decodePercentEncoding, withoutTrailingSlashes } from "./url-text.ts";
import { parseValkeyAddress } from "./valkey/valkey-address.ts";

/**
 * A shorter AUTH_SECRET can be guessed from one cookie. One that a site has used for long is not refused for being
 * shorter than recommended.
 */
const minSecretLength = 8;
/**
 * A secret of this length or more cannot be guessed: 32 bytes in base64 have 44 characters. The start warns about a
 * shorter one.
 */
export const recommendedSecretLength = 32;

const flag = (preset: "0" | "1") =>
  z
    .enum(["0", "1"], { error: "must be 0 or 1" })
    .default(preset)
    .transform((value) => value === "1");

const wholeNumber = (preset: number, max: number, min = 0) =>
  z.coerce
    .number({ error: "must be a number" })
    .int({ error: "must be a whole number" })
    .min(min, { error: `must be ${min} to ${max}` })
    .max(max, { error: `must be ${min} to ${max}` })
    .default(preset);

const address = (protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    error: `must be an address that starts with ${protocols.map((p) => `${p}//`).join(" or ")}`,
    abort: true,
  });

const postgresProtocols = ["postgres:", "postgresql:"];

/** Standbys that one process may read from. */
const maxReplicas = 20;

/** PostgreSQL's addresses, separated by commas or spaces. */
const postgresList = z
  .string()
  .transform((value) => [...new Set(value.split(/[\s,]+/).filter((part) => part !== ""))])
  .refine((urls) => urls.length <= maxReplicas, { error: `must be ${maxReplicas} addresses at most` })
  .refine((urls) => urls.every((url) => URL.canParse(url) && postgresProtocols.includes(new URL(url).protocol)), {
    error: "must be addresses that start with postgres:// or postgresql://, separated by spaces or commas",
  });

/** Hubs that are notified of each change. */
const maxHubs = 5;

/** Addresses separated by commas or spaces. */
const hubList = z
  .string()
  .transform((value) => [...new Set(value.split(/[\s,]+/).filter((part) => part !== ""))])
  .refine((hubs) => hubs.length <= maxHubs, { error: `must be ${maxHubs} addresses at most` })
  .refine((hubs) => hubs.every(isHubAddress), {
    error: "must be addresses that start with https:// or http://, separated by spaces or commas",
  });

/** The characters that would end it in a `Link` header are no part of an address. */
const isHubAddress = (text: string) =>
  /^https?:\/\/[^<>"\\^`{}|]{1,500}$/i.test(text) && URL.canParse(text) && new URL(text).username === "";

/** Caches that one process purges. */
const maxPurgeAddresses = 20;

/** Addresses separated by commas or spaces. */
const purgeList = z
  .string()
  .transform((value) => [...new Set(value.split(/[\s,]+/).filter((part) => part !== ""))])
  .refine((urls) => urls.length > 0 && urls.length <= maxPurgeAddresses, {
    error: `must be one to ${maxPurgeAddresses} addresses`,
  })
  .refine((urls) => urls.every((url) => /^https?:\/\//i.test(url) && URL.canParse(url)), {
    error: "must be addresses that start with https:// or http://, separated by spaces or commas",
  });

/** A secret that is sent in a header. */
const headerSecret = z
  .string()
  .min(16, { error: "must have 16 characters at least" })
  .regex(/^[\x21-\x7e]+$/, { error: "must be letters, digits and signs without spaces" });

/** Headers as OpenTelemetry writes them: `name=value,name=value`, with values in percent-encoding. */
const headerList = z.string().transform((value, context) => {
  const headers: Record<string, string> = {};
  for (const part of value.split(",").map((one) => one.trim())) {
    if (part === "") continue;
    const [, name, encoded] = /^([\w.-]{1,100})=([\x21-\x7e]{1,4000})$/.exec(part) ?? [];
    if (name === undefined || encoded === undefined) {
      context.addIssue({ code: "custom", message: "must be headers as in name=value,name=value" });
      return z.NEVER;
    }
    headers[name] = decodePercentEncoding(encoded) ?? encoded;
  }
  return headers;
});

/** Letters, digits and hyphens, in parts that dots separate. */
const domainPattern = /^[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9][a-z0-9-]{0,62}){0,10}$/i;

/** The shortest BACKUP_PASSPHRASE: whoever has the archive can try as many as they like. */
const minPassphraseLength = 12;

const recipientList = z
  .string()
  .transform((value) => [...new Set(value.split(/[\s,]+/).filter((part) => part !== ""))])
  .refine((recipients) => recipients.every((one) => /^age1[a-z0-9]{50,4000}$/.test(one)), {
    error: "must be public keys of age, which start with age1, separated by spaces or commas",
  });

const envSchema = z.object({
  PORT: wholeNumber(3000, 65_535),
  HOST: z.string().min(1).default("127.0.0.1"),
  SITE_URL: address(["http:", "https:"])
    .refine((value) => /^\/*$/.test(new URL(value).pathname) && !/[?#]/.test(value), {
      error: "must have no path: the site is the whole of its address",
    })
    .refine((value) => new URL(value).username === "" && new URL(value).password === "", {
      error: "must have no name and password in it: everybody reads it, in feeds and mails",
    })
    .optional(),
  SITE_LOCALE: z.enum(["fr", "en"], { error: "must be fr or en" }).default("fr"),
  DATA_DIR: z.string().min(1).default(".data"),
  DATABASE_URL: address(postgresProtocols).optional(),
  DATABASE_DIRECT_URL: address(postgresProtocols).optional(),
  DATABASE_REPLICA_URLS: postgresList.default([]),
  VALKEY_URL: z
    .string()
    .refine((value) => parseValkeyAddress(value) !== undefined, {
      error: "must be an address as in valkey://USER:PASSWORD@HOST:6379/0 (valkeys:// with encryption)",
    })
    .optional(),
  AUTH_SECRET: z
    .string()
    .min(minSecretLength, {
      error: `must have ${minSecretLength} characters at least; best is what \`openssl rand -base64 32\` makes`,
    })
    .optional(),
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: z
    .string()
    .refine((value) => [16, 24, 32].includes(Buffer.from(value, "base64").length), {
      error: "must be 32 bytes in base64, as `openssl rand -base64 32` makes them",
    })
    .optional(),
  AUTH_GITHUB_ID: z.string().optional(),
  AUTH_GITHUB_SECRET: z.string().optional(),
  AUTH_GITHUB_URL: address(["http:", "https:"]).default("https://github.com").transform(withoutTrailingSlashes),
  AUTH_GOOGLE_ID: z.string().optional(),
  AUTH_GOOGLE_SECRET: z.string().optional(),
  AUTH_GOOGLE_ISSUER: address(["http:", "https:"])
    .default("https://accounts.google.com")
    .transform(withoutTrailingSlashes),
  SMTP_URL: address(["smtp:", "smtps:"]).optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\s<>@]+@[^\s<>@]+$|^[^<>@\r\n]*<[^\s<>@]+@[^\s<>@]+>$/, {
      error: "must be an address, or a name and an address as in Vigie <vigie@example.org>",
    })
    .default("Vigie <vigie@localhost>"),
  // The local part is completed by `+` and a token of up to 40 characters; it may have 64 together (RFC 5321).
  MAIL_BOUNCE_ADDRESS: z
    .string()
    .regex(/^[a-z0-9._-]{1,23}@[a-z0-9.-]{1,180}$/i, {
      error: "must be an address with at most 23 letters and digits before the @, as in bounces@example.org",
    })
    .optional(),
  MAIL_BOUNCE_SECRET: z.string().min(16, { error: "must have 16 characters at least" }).optional(),
  MAIL_BOUNCE_IMAP_URL: address(["imap:", "imaps:"]).optional(),
  DKIM_DOMAIN: z.string().regex(domainPattern, { error: "must be a domain, as in example.org" }).optional(),
  DKIM_SELECTOR: z
    .string()
    .regex(domainPattern, {
      error: "must be the part before ._domainkey in the name of the DNS record, as in mail2026",
    })
    .optional(),
  // Parsed to the PEM itself, also when it is the path of a file.
  DKIM_KEY: z
    .string()
    .transform((value, context) => {
      const key = readDkimKey(value);
      if ("pem" in key) return key.pem;
      context.addIssue({ code: "custom", message: key.error });
      return z.NEVER;
    })
    .optional(),
  S3_ENDPOINT: address(["http:", "https:"]).transform(withoutTrailingSlashes).optional(),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, {
      error: "must be a bucket's name: 3 to 63 small letters, digits, dots, hyphens",
    })
    .optional(),
  S3_KEY: z.string().optional(),
  S3_SECRET: z.string().optional(),
  S3_REGION: z.string().min(1).default("us-east-1"),
  BACKUP_TO: z
    .string()
    .refine((value) => !value.includes("://") || parseBucketAddress(value) !== undefined, {
      error:
        "must be a folder, or s3://BUCKET or s3://BUCKET/PREFIX with letters, digits, dots, hyphens and underscores",
    })
    .optional(),
  BACKUP_S3_ENDPOINT: address(["http:", "https:"]).transform(withoutTrailingSlashes).optional(),
  BACKUP_S3_KEY: z.string().optional(),
  BACKUP_S3_SECRET: z.string().optional(),
  BACKUP_S3_REGION: z.string().min(1).optional(),
  BACKUP_PASSPHRASE: z
    .string()
    .min(minPassphraseLength, { error: `must have ${minPassphraseLength} characters at least` })
    .optional(),
  BACKUP_RECIPIENT: recipientList.default([]),
  INDEXNOW_ENDPOINT: address(["http:", "https:"]).default("https://api.indexnow.org/indexnow"),
  TRUST_PROXY: wholeNumber(0, 10),
  FETCH_ALLOW_PRIVATE: flag("0"),
  WEBSUB_HUB: hubList.default([]),
  DEMO: flag("1"),
  WORKER: flag("1"),
  VIGIE_CLUSTER: flag("0"),
  VIGIE_WEB: flag("1"),
  PAGE_MEMORY_MB: wholeNumber(64, 4_096, 16),
  METRICS_TOKEN: headerSecret.optional(),
  EDGE: z
    .enum(["varnish", "fastly", "cloudflare", "bunny"], { error: "must be varnish, fastly, cloudflare or bunny" })
    .optional(),
  EDGE_SECRET: headerSecret.optional(),
  EDGE_PURGE_URL: purgeList.optional(),
  EDGE_PURGE_TOKEN: headerSecret.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: address(["http:", "https:"]).transform(withoutTrailingSlashes).optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headerList.default({}),
  OTEL_SERVICE_NAME: z.string().min(1).max(100).default("vigie"),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number({ error: "must be a number from 0 to 1" })
    .min(0, { error: "must be a number from 0 to 1" })
    .max(1, { error: "must be a number from 0 to 1" })
    .default(0.1),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
      error: "must be fatal, error, warn, info, debug, trace or silent",
    })
    .default("info"),
});

/** The names of all settings. */
export const variableNames: readonly string[] = Object.keys(envSchema.shape);

export type Env = Omit<z.infer<typeof envSchema>, "SITE_URL"> & { SITE_URL: string };

/** Variables that are set all together or not at all, with the name of the group. */
const variableGroups = [
  [
    ["S3_ENDPOINT", "S3_BUCKET", "S3_KEY", "S3_SECRET"],
    "are the storage for pictures, none of them the folder in DATA_DIR",
  ],
  [["AUTH_GITHUB_ID", "AUTH_GITHUB_SECRET"], "are the sign-in with GitHub, none of them no such button"],
  [["AUTH_GOOGLE_ID", "AUTH_GOOGLE_SECRET"], "are the sign-in with Google, none of them no such button"],
  [["BACKUP_S3_KEY", "BACKUP_S3_SECRET"], "open the bucket of BACKUP_TO, none of them S3_KEY and S3_SECRET do"],
  [
    ["EDGE", "EDGE_SECRET", "EDGE_PURGE_URL", "EDGE_PURGE_TOKEN"],
    "describe the cache in front of the site, none of them means that there is none",
  ],
  [["DKIM_DOMAIN", "DKIM_SELECTOR", "DKIM_KEY"], "sign the site's mails, none of them leaves that to the mail server"],
] as const;

/** Variables that are, or may contain, a password are not repeated on a screen or in a log. */
const isSecret = /SECRET|TOKEN|KEY|PASSPHRASE|HEADERS/;
const mayHoldSecret = /URLS?$/;

/**
 * Reads and checks the environment (the table in docs/configuration.md). An empty value counts as unset.
 * Throws an OperatorError with one line per wrong value: name, what was given, what is allowed.
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const nonEmpty = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const result = envSchema.safeParse(nonEmpty);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => {
      const name = issue.path.join(".");
      const hidden = isSecret.test(name) || (mayHoldSecret.test(name) && source[name]?.includes("@"));
      const value = hidden ? "…" : source[name];
      return `${name}=${value} is not usable: it ${issue.message}.`;
    });
    throw new OperatorError(lines.join("\n"));
  }
  const { SITE_URL, ...rest } = result.data;
  for (const [names, what] of variableGroups) {
    const unset = names.filter((name) => rest[name] === undefined);
    if (unset.length > 0 && unset.length < names.length)
      throw new OperatorError(`${unset.join(" and ")} must be set too: ${names.join(", ")} together ${what}.`);
  }
  if (!rest.DATABASE_URL && (rest.DATABASE_DIRECT_URL || rest.DATABASE_REPLICA_URLS.length > 0))
    throw new OperatorError(
      "DATABASE_URL must be set too: DATABASE_DIRECT_URL and DATABASE_REPLICA_URLS are further addresses of the same database.",
    );
  if (!rest.VIGIE_WEB && !rest.VIGIE_CLUSTER)
    throw new OperatorError(
      "VIGIE_CLUSTER=1 must be set too: VIGIE_WEB=0 is for a node of a cluster that only runs jobs.",
    );
  if (!rest.VIGIE_WEB && !rest.WORKER)
    throw new OperatorError("VIGIE_WEB=0 and WORKER=0 leave this process nothing to do: set only one of them to 0.");
  checkBackupVariables(rest);
  return { ...rest, SITE_URL: withoutTrailingSlashes(SITE_URL ?? `http://localhost:${rest.PORT}`) };
}

/** Throws an OperatorError if BACKUP_TO cannot be used with the other variables. */
function checkBackupVariables(rest: Omit<z.infer<typeof envSchema>, "SITE_URL">): void {
  if (rest.BACKUP_PASSPHRASE && rest.BACKUP_RECIPIENT.length > 0)
    throw new OperatorError("Set either BACKUP_PASSPHRASE or BACKUP_RECIPIENT, not both.");
  if (!rest.BACKUP_TO) return;
  if (!parseBucketAddress(rest.BACKUP_TO)) {
    const path = relative(resolve(rest.DATA_DIR), resolve(rest.BACKUP_TO));
    if (!path.startsWith("..") && !isAbsolute(path))
      throw new OperatorError(
        `BACKUP_TO=${rest.BACKUP_TO} is not usable: it is in DATA_DIR, and must be a folder elsewhere, best on another disk.`,
      );
    return;
  }
  const unset = (["ENDPOINT", "KEY", "SECRET"] as const).filter(
    (name) => !rest[`BACKUP_S3_${name}`] && !rest[`S3_${name}`],
  );
  if (unset.length > 0)
    throw new OperatorError(
      `${unset.map((name) => `BACKUP_S3_${name}`).join(" and ")} must be set too: BACKUP_TO is a bucket.`,
    );
}

let cachedEnv: Env | undefined;

/** The checked environment, read once per process. */
export function env(): Env {
  cachedEnv ??= readEnv();
  return cachedEnv;
}
