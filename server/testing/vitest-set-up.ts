import { PgBoss } from "pg-boss";
import type { TestProject } from "vitest/node";
import { connect } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { startTestPostgres } from "./temporary-postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The run's PostgreSQL as the application's role: no superuser, but owner of each test's database. */
    postgresUrl: string;
    /** Its maintenance database as the superuser. */
    postgresOwnerUrl: string;
  }
}

type TestPostgres = Awaited<ReturnType<typeof startTestPostgres>>;

declare global {
  /** The run's PostgreSQL, and how many projects use it: each project loads this module anew. */
  var vigieTestPostgres: { started: Promise<TestPostgres>; users: number } | undefined;
}

/** Runs for each project with tests to run: the first one starts PostgreSQL for all, the last one stops it. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  globalThis.vigieTestPostgres ??= { started: startWithTemplate(), users: 0 };
  const shared = globalThis.vigieTestPostgres;
  shared.users += 1;
  const postgres = await shared.started;
  project.provide("postgresUrl", postgres.url);
  project.provide("postgresOwnerUrl", postgres.owner);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    globalThis.vigieTestPostgres = undefined;
    await postgres.stop();
  };
}

/** Starts PostgreSQL with a migrated template database, which each test file clones (db/testing.ts). */
async function startWithTemplate(): Promise<TestPostgres> {
  const postgres = await startTestPostgres();
  try {
    const { sql, close } = connect(postgres.owner, { max: 1 });
    await sql`create database vigie_template owner vigie`;
    await close();
    const template = new URL(postgres.url);
    template.pathname = "/vigie_template";
    await migrate(template.href);
    await createJobTables(template.href);
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  return postgres;
}

/** As the first process of a site does: once here, instead of half a second in each file that enqueues a job. */
async function createJobTables(connectionString: string): Promise<void> {
  const boss = new PgBoss({ connectionString, max: 1, schedule: false, supervise: false, registerInstance: false });
  await boss.start();
  await boss.stop({ graceful: false });
}
