import { expect, test } from "vitest";
import { describeBucketError } from "#features/backup/destinations/bucket-errors.ts";
import { folderDestination } from "#features/backup/destinations/folder.ts";
import en from "#i18n/en.json" with { type: "json" };
import fr from "#i18n/fr.json" with { type: "json" };
import { sayError } from "#lib/operator-error.ts";
import { BodyLimitError } from "#lib/storage/body-limits.ts";
import type { BackupFacts } from "../checks/backups.ts";
import { describeBackupFailure, findCause } from "./describe-cause.ts";

const place = { endpoint: "https://s3.example", bucket: "copies", region: "eu-west-3" };
const bucketFailure = (properties: object) =>
  sayError(describeBucketError(Object.assign(new Error("?"), properties), place));

test.each([
  [{ code: "ECONNREFUSED" }, "silent"],
  [{ name: "TimeoutError" }, "silent"],
  [{ $metadata: { httpStatusCode: 403 } }, "refusedKey"],
  [{ $metadata: { httpStatusCode: 404 } }, "noBucket"],
  [{ $metadata: { httpStatusCode: 301 } }, "region"],
  [{ $metadata: { httpStatusCode: 507 } }, "bucketFull"],
  [{ $metadata: { httpStatusCode: 500 } }, "serverError"],
])("knows the failure of a bucket: %j", (properties, cause) => {
  expect(findCause(bucketFailure(properties))).toBe(cause);
});

test("knows a server that is too slow", () => {
  expect(findCause(sayError(describeBucketError(new BodyLimitError("fewer than 256 KB in 60 s"), place)))).toBe("slow");
});

test("knows a folder that is not there, and a disk without room", async () => {
  const missing = await folderDestination("/nowhere/at/all").check().catch(sayError);
  expect(findCause(String(missing))).toBe("noFolder");
  const full = await folderDestination("/tmp", { reserve: Number.MAX_SAFE_INTEGER }).check().catch(sayError);
  expect(findCause(String(full))).toBe("full");
});

const facts: BackupFacts = {
  localAt: null,
  offsiteAt: null,
  otherAt: null,
  hasOffsite: true,
  isPublic: true,
  localFailedAt: null,
  localFailure: "",
  offsiteFailedAt: Date.UTC(2026, 10, 29, 2, 10),
  offsiteFailure: "The server of the backups (https://s3.example) does not answer.",
  trialAt: null,
  trialSeconds: 0,
  trialFailure: "",
  siteSince: 0,
};
const now = Date.UTC(2026, 10, 29, 9);
const say = (changes: Partial<BackupFacts>, locale: "fr" | "en" = "fr") =>
  describeBackupFailure({ ...facts, ...changes }, now, { locale, zone: "Europe/Paris" })?.replaceAll(/\s/g, " ");

test("says when and why in the language of the page, and quotes an unknown error", () => {
  expect(say({})).toBe("Cette nuit, 3 h 10 : le serveur distant n’a pas répondu.");
  expect(say({ offsiteFailure: "EWEIRD 7" })).toBe("Cette nuit, 3 h 10 : erreur inattendue (« EWEIRD 7 »).");
  expect(say({ offsiteFailure: "EWEIRD 7" }, "en")).toBe("Last night, 03:10: unexpected error (“EWEIRD 7”).");
  expect(say({ offsiteFailure: "" })).toBeUndefined();
  expect(Object.keys(fr.health.causes)).toEqual(Object.keys(en.health.causes));
});
