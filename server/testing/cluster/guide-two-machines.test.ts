import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { root } from "../run-program.ts";
import { createTestFolder, removeTestFolder } from "../temporary-postgres.ts";
import { findMissingLine, readGuide } from "./guide-blocks.ts";
import { type Machine, MachineNetwork, whyNoMachines } from "./machines.ts";
import { findProgram } from "./tracked-process.ts";

// Runs the section "With two machines only" of docs/several-machines.md, with PostgreSQL and HAProxy on two machines.
const folder = createTestFolder();
let network: MachineNetwork | undefined;
afterAll(async () => {
  await network?.stop();
  removeTestFolder(folder);
});

async function run(on: Machine, script: string): Promise<string> {
  const { code, output } = await on.run(script);
  if (code !== 0) throw new Error(`On ${on.name}, exit code ${code}:\n${script}\n${output}`);
  return output;
}

const functions = ". /root/several-machines/two-machines.sh\n";

/** What steps 1 and 5 do before: the samples with secrets, and HAProxy. */
async function prepare(on: Machine): Promise<void> {
  const samples = path.join(root, "docs/several-machines");
  const files = readdirSync(samples).map(
    (name) => `cat > ${name} <<'END-OF-SAMPLE'\n${readFileSync(path.join(samples, name), "utf8")}END-OF-SAMPLE`,
  );
  await run(
    on,
    `mkdir /root/several-machines && cd /root/several-machines
${files.join("\n")}
printf '%s\\n' REPLICATION_PASSWORD=0123 DATABASE_PASSWORD=4567 >> cluster.env
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=news.example.org -keyout key.pem -out site.pem 2> /dev/null
cat site.pem key.pem > /etc/haproxy/news.example.org.pem
. ./shell.sh
place haproxy.cfg /etc/haproxy/haproxy.cfg
systemctl start haproxy`,
  );
}

test("on two machines the documented commands replace a lost primary, and no acknowledged write is lost", async ({
  skip,
}) => {
  const reason =
    (process.env.CLUSTER_PROGRAM ? undefined : "it takes a minute: npm test -- cluster, or CLUSTER_PROGRAM=FOLDER") ??
    whyNoMachines();
  if (reason) return skip(reason);
  const missing = ["haproxy", "pg_createcluster", "pg_basebackup"].filter((name) => !findProgram(name));
  if (missing.length > 0 || !existsSync("/usr/lib/postgresql/17/bin/postgres"))
    return skip(`missing here: PostgreSQL 17 or ${missing}`);
  network = await MachineNetwork.start(["two-a", "two-b"], { folder, program: "" });
  const [a, b] = network.machines;
  if (!a || !b) throw new Error("There is no machine.");
  for (const each of [a, b]) await prepare(each);
  const page = readGuide(readFileSync(path.join(root, "docs/several-machines.md"), "utf8"));
  const section = page.find(({ title }) => title === "With two machines only");
  for (const { machines, script, expected } of section?.blocks ?? [])
    for (const name of machines) {
      const on = name === "A" ? a : b;
      if (!expected) await run(on, script);
      else await on.until(expected.join("; "), script, ({ output }) => findMissingLine(expected, output) === undefined);
    }

  // B is the primary, and A its standby.
  const write = (on: Machine, words: string) =>
    run(on, `${functions}primary -qc "insert into written values ('${words}')"`);
  const read = (on: Machine) => run(on, `${functions}primary -Atc "select words from written order by 1"`);
  const isSynchronous = (on: Machine, address: string) =>
    on.until("a synchronous standby", `${functions}show_standby`, ({ output }) =>
      output.includes(`${address} streaming sync`),
    );
  await run(b, `${functions}primary -qc "create table written (words text)"`);
  await write(a, "a: on both");
  // On the wrong machine, or with the wrong address, nothing is deleted.
  for (const [address, reason] of [
    ["$B", "is this machine"],
    ["$A", "is a standby"],
    ["10.0.0.9", "10.0.0.9"],
  ])
    expect(await b.run(`${functions}follow ${address}`)).toMatchObject({
      code: expect.toSatisfy((code) => code > 0),
      output: expect.stringContaining(reason ?? ""),
    });
  expect((await read(b)).trim()).toBe("a: on both");

  await network.setLink(a, false);
  let isAcknowledged = false;
  const waiting = write(b, "b: without the standby").then(() => {
    isAcknowledged = true;
  });
  const waits = "select 'waits' from pg_stat_activity where wait_event = 'SyncRep'";
  await b.until("a write that waits", `runuser -u postgres -- psql -Atc "${waits}"`, ({ output }) =>
    output.includes("waits"),
  );
  expect(isAcknowledged).toBe(false);
  await run(b, `${functions}wait_for_standby no`);
  await waiting;
  await network.setLink(a, true);
  await run(b, `${functions}wait_for_standby yes`);
  await isSynchronous(b, "10.0.0.1");

  await write(a, "c: before B is lost");
  await network.setLink(b, false);
  await run(b, "pkill -KILL -u postgres");
  await run(a, `${functions}promote; route_to $A`);
  await a.until(
    "a write",
    `${functions}primary -qc "insert into written values ('d: on A')"`,
    ({ code }) => code === 0,
  );
  await network.setLink(b, true);
  await run(b, `${functions}route_to $A; follow $A`);
  await run(a, `${functions}wait_for_standby yes`);
  await isSynchronous(a, "10.0.0.2");
  const all = ["a: on both", "b: without the standby", "c: before B is lost", "d: on A"];
  for (const each of [a, b]) expect((await read(each)).trim().split("\n"), each.name).toEqual(all);
}, 400_000);
