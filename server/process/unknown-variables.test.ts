import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { variableNames } from "#lib/env.ts";
import { root } from "./prepare-site.ts";
import { findUnknownVariables } from "./unknown-variables.ts";

test.each([
  ["SITEURL", "SITE_URL"],
  ["SITE_ULR", "SITE_URL"],
  ["site_url", "SITE_URL"],
  ["SITE-URL", "SITE_URL"],
  ["DATABSE_URL", "DATABASE_URL"],
  ["DATABASE_URI", "DATABASE_URL"],
  ["SMTP_URI", "SMTP_URL"],
  ["DATADIR", "DATA_DIR"],
  ["LOGLEVEL", "LOG_LEVEL"],
  ["TRUST_PROXYS", "TRUST_PROXY"],
  ["AUTH_SECRETS", "AUTH_SECRET"],
  ["METRIC_TOKEN", "METRICS_TOKEN"],
  ["MAIL_FORM", "MAIL_FROM"],
])("suggests a setting's name for %s: %s", (given, meant) => {
  expect(findUnknownVariables({ [given]: "x" })).toEqual([
    `${given} is set, but no setting has this name: did you mean ${meant}?`,
  ]);
});

test("warns about a name of ours that no setting has", () => {
  expect(findUnknownVariables({ VIGIE_COLOUR: "x" })).toEqual([
    "VIGIE_COLOUR is set, but no setting has this name: see docs/configuration.md.",
  ]);
});

test("ignores variables of systems, shells, npm, containers and CI, and our own settings", () => {
  const names =
    `PATH HOME USER LOGNAME MAIL SHELL LANG LC_ALL TERM PWD OLDPWD HOSTNAME HOSTS HOSTTYPE TZ TMPDIR EDITOR DISPLAY XDG_DATA_DIRS
    XDG_DATA_HOME SSH_AUTH_SOCK SSH_CONNECTION SUDO_USER INVOCATION_ID JOURNAL_STREAM LISTEN_FDS NODE NODE_ENV NODE_OPTIONS NODE_VERSION INIT_CWD COLOR
    npm_config_cache npm_lifecycle_event npm_package_name PORTS WORKERS WEB_CONCURRENCY DEMOS CI GITHUB_ACTIONS GITHUB_TOKEN GITHUB_SERVER_URL GITHUB_API_URL
    GITHUB_ENV RUNNER_TEMP KUBERNETES_SERVICE_HOST KUBERNETES_PORT DATABASE_NAME DATABASE_HOST PGHOST PGDATA PGPASSWORD AWS_REGION AWS_SECRET_ACCESS_KEY
    POSTGRES_URL REDIS_URL MAILTO LOG_FORMAT BASE_URL SITE_NAME S3_ACL AUTH_URL AUTH_TRUST_HOST JAVA_HOME GOOGLE_CLOUD_PROJECT SOURCE_DATE_EPOCH`.split(
      /\s+/,
    );
  expect(findUnknownVariables(Object.fromEntries([...names, ...variableNames].map((name) => [name, "x"])))).toEqual([]);
});

test("the documentation names every setting", () => {
  const text = readFileSync(path.join(root, "docs/configuration.md"), "utf8");
  expect(variableNames.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
