import { z } from "zod";

const flag = (preset: "0" | "1") =>
  z
    .enum(["0", "1"], { error: "must be 0 or 1" })
    .default(preset)
    .transform((value) => value === "1");

const optional = z
  .string()
  .optional()
  .transform((value) => (value === "" ? undefined : value));

const optionalUrl = (protocols: string[]) =>
  optional.refine(
    (value) => value === undefined || (URL.canParse(value) && protocols.includes(new URL(value).protocol)),
    { error: `must be an address that starts with ${protocols.map((p) => `${p}//`).join(" or ")}` },
  );

const shape = z.object({
  PORT: z.coerce
    .number({ error: "must be a number" })
    .int()
    .min(0, "must be 0 to 65535")
    .max(65_535, "must be 0 to 65535")
    .default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  SITE_URL: optionalUrl(["http:", "https:"]),
  SITE_LOCALE: z.enum(["fr", "en"], { error: "must be fr or en" }).default("fr"),
  DATA_DIR: z.string().min(1).default(".data"),
  DATABASE_URL: optionalUrl(["postgres:", "postgresql:"]),
  AUTH_GITHUB_ID: optional,
  AUTH_GITHUB_SECRET: optional,
  AUTH_GOOGLE_ID: optional,
  AUTH_GOOGLE_SECRET: optional,
  SMTP_URL: optionalUrl(["smtp:", "smtps:"]),
  MAIL_FROM: z.string().min(3).default("Vigie <vigie@localhost>"),
  TRUST_PROXY: z.coerce
    .number({ error: "must be a number" })
    .int()
    .min(0, "must be 0 to 10")
    .max(10, "must be 0 to 10")
    .default(0),
  FETCH_ALLOW_PRIVATE: flag("0"),
  DEMO: flag("1"),
  WORKER: flag("1"),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
      error: "must be fatal, error, warn, info, debug, trace or silent",
    })
    .default("info"),
});

export type Env = Omit<z.infer<typeof shape>, "SITE_URL"> & { SITE_URL: string };

/**
 * Reads and checks the environment (the table in docs/configuration.md).
 * Throws an Error whose message is one line per wrong value: name, what was given, what is allowed.
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const result = shape.safeParse(source);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => {
      const name = issue.path.join(".");
      return `${name}=${source[name] ?? ""} is not usable: it ${issue.message}.`;
    });
    throw new Error(lines.join("\n"));
  }
  const { SITE_URL, ...rest } = result.data;
  return { ...rest, SITE_URL: (SITE_URL ?? `http://localhost:${rest.PORT}`).replace(/\/+$/, "") };
}

let known: Env | undefined;

/** The checked environment, read once per process. */
export function env(): Env {
  known ??= readEnv();
  return known;
}
