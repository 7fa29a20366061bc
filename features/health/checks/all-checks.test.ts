import fc from "fast-check";
import { expect, test } from "vitest";
import en from "#i18n/en.json" with { type: "json" };
import fr from "#i18n/fr.json" with { type: "json" };
import { valkeyFailures } from "#lib/valkey/valkey-client.ts";
import { describeDetail } from "../wording/describe-detail.ts";
import { describeFinding, describeSafety } from "../wording/describe-finding.ts";
import { assessCheck, type HealthFacts, parseFacts } from "./all-checks.ts";
import { sizeKinds } from "./disk.ts";
import { describeMail } from "./mail-delivery.ts";
import { weaknesses } from "./protection.ts";
import { type CheckName, checkNames } from "./rules.ts";
import { describePages, describeSlowPages } from "./speed.ts";

const now = Date.UTC(2026, 10, 29, 9, 42);
const count = fc.oneof(fc.nat(20), fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER));
const seconds = fc.oneof(fc.nat(100), fc.nat(400_000), fc.nat());
const moment = fc.integer({ min: 0, max: 2 * now });
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });
const text = fc.string({ maxLength: 40 });
const flag = fc.boolean();
const name = fc.string({ maxLength: 20 });

/** Any facts of each check. */
const anyFacts: { [Check in CheckName]: fc.Arbitrary<NonNullable<HealthFacts[Check]>> } = {
  pages: fc.record({ requests: count, errors: count, medianMs: maybe(count), p95Ms: maybe(count) }),
  mail: fc.record({
    hasServer: flag,
    isLocal: flag,
    sent: count,
    refused: count,
    waiting: count,
    waitingSeconds: seconds,
    uncertain: count,
  }),
  backups: fc.record({
    localAt: maybe(moment),
    offsiteAt: maybe(moment),
    otherAt: maybe(moment),
    hasOffsite: flag,
    isPublic: flag,
    localFailedAt: maybe(moment),
    localFailure: text,
    offsiteFailedAt: maybe(moment),
    offsiteFailure: text,
    trialAt: maybe(moment),
    trialSeconds: count,
    trialFailure: text,
    siteSince: moment,
  }),
  jobs: fc.record({
    heartbeatSeconds: maybe(seconds),
    givenUp: count,
    retrying: count,
    waiting: count,
    waitingSeconds: seconds,
    later: count,
    failedSchedules: fc.array(name, { maxLength: 5 }),
    overdueSchedules: fc.array(name, { maxLength: 5 }),
    lastFailureAt: maybe(moment),
    slowestSeconds: seconds,
  }),
  disk: fc.record({
    sizes: fc.record({
      totalBytes: count,
      freeBytes: count,
      pictures: count,
      database: count,
      backups: count,
      logs: count,
      mails: count,
      rest: count,
      isEstimate: flag,
    }),
    measuredAt: moment,
    growth: maybe(
      fc.record({ bytes: fc.integer(), days: fc.nat(60), kind: fc.constantFrom(...sizeKinds, "other" as const) }),
    ),
  }),
  slowPages: fc.record({ kinds: fc.array(fc.record({ kind: name, requests: count, p95Ms: count }), { maxLength: 5 }) }),
  database: fc.record({
    version: name,
    answerMs: count,
    bytes: count,
    missingMigrations: count,
    connections: count,
    maxConnections: count,
    transactionSeconds: seconds,
    bloatedTable: name,
    deadRows: count,
    liveRows: count,
  }),
  feeds: fc.record({
    active: count,
    failing: count,
    gone: count,
    moved: count,
    overdue: count,
    overdueSeconds: seconds,
  }),
  moderation: fc.record({ waiting: count, waitingSeconds: seconds }),
  errors: fc.record({ messages: fc.array(fc.record({ message: text, count }), { maxLength: 5 }), total: count }),
  statements: fc.record({
    statements: fc.array(fc.record({ text, calls: count, slowestMs: count }), { maxLength: 5 }),
  }),
  certificate: fc.record({
    kind: fc.constantFrom("local" as const, "http" as const, "https" as const),
    validTo: maybe(moment),
    isHostWrong: flag,
    failure: text,
  }),
  version: fc.record({
    version: fc.constantFrom("0.1.0", "1.2.3-rc1", "", "x"),
    startedAt: moment,
    isFolderSame: maybe(flag),
    latest: fc.constantFrom("", "0.2.0", "v1.2.3", "1"),
    returnedFrom: fc.constantFrom("", "0.2.0 (a1b2c3d)"),
  }),
  protection: fc.record({ weaknesses: fc.subarray([...weaknesses]), staffWithout: count }),
  nodes: fc.record({
    isCluster: flag,
    nodes: fc.array(
      fc.record({
        host: name,
        build: name,
        servesReaders: flag,
        startedSeconds: seconds,
        heartbeatSeconds: seconds,
      }),
      { maxLength: 5 },
    ),
    total: count,
  }),
  valkey: fc.record({
    isUsed: flag,
    total: count,
    lost: fc.array(fc.record({ host: name, failure: fc.constantFrom(...valkeyFailures) }), { maxLength: 5 }),
  }),
  clock: fc.record({ skewSeconds: fc.double({ min: -1e9, max: 1e9, noNaN: true }) }),
};

const states = ["ok", "look", "bad", "unknown"];
/** A negative number in a sentence, but not a range such as "1.2.3-rc1". */
const wrong = /NaN|undefined|Infinity|[{}]|(?:^|[\s(])[-−]\d/;

const assertFinding = <Check extends CheckName>(check: Check) =>
  fc.assert(
    fc.property(anyFacts[check], (facts) => {
      const finding = assessCheck(check, facts as HealthFacts[Check], now);
      expect(states).toContain(finding.state);
      expect(finding.check).toBe(check);
      for (const locale of ["fr", "en"] as const) {
        const style = { locale, zone: "Europe/Paris" };
        const said = describeFinding({ ...finding, figures: withoutNames(finding.figures) }, style);
        expect(said.length).toBeGreaterThan(3);
        expect(said).not.toMatch(wrong);
        const needsAttention = finding.state === "bad" || finding.state === "look";
        expect(describeSafety(finding.code, style) !== "").toBe(needsAttention);
      }
      // What is stored is what is read.
      expect(parseFacts(check, JSON.parse(JSON.stringify(facts)))).toEqual(JSON.parse(JSON.stringify(facts)));
    }),
    { numRuns: 300 },
  );

/** Names of tables and pages are any text. */
const withoutNames = (figures: Record<string, number | string>) =>
  Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, typeof value === "string" ? "x" : value]));

test.each(checkNames.map((check) => [check]))(
  "any facts of %s give one state and a sentence in both languages",
  (check) => assertFinding(check),
);

test("what was never measured, or was stored by another version, is unknown", () => {
  for (const check of checkNames) {
    expect(parseFacts(check, { another: "shape" })).toBeNull();
    expect(assessCheck(check, null, now)).toMatchObject({ state: "unknown", code: "notExamined" });
  }
});

test("every sentence is one that a rule can say", () => {
  expect(Object.keys(fr.health.says).sort()).toEqual(Object.keys(en.health.says).sort());
  for (const code of Object.keys(fr.health.safe)) expect(Object.keys(fr.health.says)).toContain(code);
});

const hours = 3_600_000;
const copies = {
  localAt: now - 2 * hours,
  offsiteAt: now - 31 * hours,
  otherAt: null,
  hasOffsite: true,
  isPublic: true,
  localFailedAt: null,
  localFailure: "",
  offsiteFailedAt: now - 7 * hours,
  offsiteFailure: "The server did not answer.",
  trialAt: now - 7 * 24 * hours,
  trialSeconds: 360,
  trialFailure: "",
  siteSince: 0,
};

test.each([
  ["fine within 26 hours", { offsiteAt: now - 25.9 * hours }, "ok", "backupOk"],
  ["late after 26 hours", {}, "look", "backupOffsiteOld"],
  ["not expected off-site on a desk", { hasOffsite: false, isPublic: false }, "ok", "backupLocalOnly"],
  ["expected off-site on the internet", { hasOffsite: false }, "look", "backupNoOffsite"],
  ["off-site if a person put it there", { hasOffsite: false, offsiteAt: now - hours }, "ok", "backupOk"],
  ["not known to be kept", { localAt: null, offsiteAt: null, otherAt: now }, "look", "backupElsewhereOnly"],
  ["missing here", { localAt: null, offsiteAt: now }, "look", "backupLocalMissing"],
  ["missing", { localAt: null, offsiteAt: null }, "bad", "backupNever"],
  ["expected on the first night", { localAt: null, offsiteAt: null, siteSince: now - hours }, "unknown", "backupFirst"],
  ["too old to be of use", { localAt: now - 100 * hours, offsiteAt: null }, "bad", "backupVeryOld"],
  ["unusable", { trialFailure: "A row differs." }, "bad", "trialFailed"],
])("a backup is %s", (_, change, state, code) => {
  expect(assessCheck("backups", { ...copies, ...change }, now)).toMatchObject({ state, code });
});

test("says the age of the off-site backup as on the page", () => {
  const finding = assessCheck("backups", copies, now);
  const say = (locale: "fr" | "en", said = finding) =>
    describeFinding(said, { locale, zone: "Europe/Paris" }).replaceAll(/\s/g, " ");
  expect(say("fr")).toBe("La copie hors site a 31 heures ; elle devrait avoir moins de 26 heures.");
  expect(say("en")).toBe("The off-site backup is 31 hours old; it should be less than 26 hours old.");
  // The age is in days then, the limit still in hours.
  expect(say("fr", assessCheck("backups", { ...copies, offsiteAt: now - 72 * hours }, now))).toBe(
    "La copie hors site a 3 jours ; elle devrait avoir moins de 26 heures.",
  );
});

test("what is said of a period never contradicts a check that is well", () => {
  const busy = {
    hasServer: true,
    isLocal: false,
    sent: 10,
    refused: 9,
    waiting: 4,
    waitingSeconds: 90_000,
    uncertain: 1,
  };
  expect(
    [
      describePages({ requests: 100, errors: 50, medianMs: 9_000, p95Ms: 90_000 }),
      describeSlowPages({ kinds: [{ kind: "search", requests: 9, p95Ms: 90_000 }] }),
      describeMail(busy),
    ].map(({ state }) => state),
  ).toEqual(["ok", "ok", "ok"]);
});

const web = { host: "web1", build: "one", servesReaders: true, startedSeconds: 9_000, heartbeatSeconds: 0 };
const jobs = { ...web, host: "jobs1", build: "", servesReaders: false };
const dead = { heartbeatSeconds: 300 };

test.each([
  ["counts nodes that only run jobs separately", [web, jobs], "nodesOk", { count: 1, jobNodes: 1 }],
  ["a node without a build is no other version", [web, { ...web, host: "web2" }, jobs], "nodesOk", { count: 2 }],
  ["nodes that only run jobs serve no readers", [jobs], "nodesNone", {}],
  ["nobody serves readers once the last node that did is silent", [{ ...web, ...dead }, jobs], "nodesNone", {}],
  ["names a silent node that only runs jobs", [{ ...jobs, ...dead }, web], "nodesSilent", { count: 1, hosts: "jobs1" }],
])("%s", (_, nodes, code, figures) => {
  const facts = { isCluster: true, nodes, total: nodes.length };
  expect(assessCheck("nodes", facts, now)).toMatchObject({ code, figures });
});

test("counts no fewer nodes than stored facts list", () => {
  const facts = { isCluster: true, nodes: [web, jobs, jobs], total: 0 };
  expect(assessCheck("nodes", facts, now)).toMatchObject({ code: "nodesOk", figures: { count: 1, jobNodes: 2 } });
});

test("reads the nodes that an earlier version stored as nodes that serve readers", () => {
  const { servesReaders: _, ...stored } = web;
  expect(parseFacts("nodes", { isCluster: true, nodes: [stored], total: 1 })).toMatchObject({ nodes: [web] });
});

test("names the servers without Valkey, unless all are without it", () => {
  const lost = [
    { host: "web1", failure: "refused" as const },
    { host: "web2", failure: "silent" as const },
  ];
  const say = (locale: "fr" | "en", facts: Partial<HealthFacts["valkey"]>) =>
    describeFinding(assessCheck("valkey", { isUsed: true, total: 3, lost, ...facts }, now), {
      locale,
      zone: "Europe/Paris",
    }).replaceAll(/\s/g, " ");
  expect(say("en", {})).toBe("Valkey denies 2 servers access (web1, web2).");
  expect(say("fr", { total: 2 })).toBe("Valkey refuse la connexion du site.");
  expect(say("fr", { lost: lost.slice(1) })).toBe("Valkey ne répond plus à un serveur (web2).");
  expect(say("en", { lost: [] })).toBe("Valkey is responding.");
  expect(describeDetail("valkey", { valkey: { isUsed: true, total: 3, lost } })).toEqual([
    "web1: Valkey denies access",
    "web2: no response from Valkey",
  ]);
});
