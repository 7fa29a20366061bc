import { expect, test } from "vitest";
import { describeRestore } from "./describe-restore.ts";

const restored: Parameters<typeof describeRestore>[0] = {
  manifest: {
    product: "vigie",
    format: 1,
    version: "0.1.0",
    madeAt: "2026-12-01T04:17:55.464Z",
    siteUrl: "https://news.example",
    migration: null,
    jobsVersion: null,
    pictures: "included",
    tables: [],
    leftOut: [],
    sequences: [],
    pictureTotals: { count: 0, bytes: 0, missing: 0 },
    hasSecrets: false,
    sha256: "0".repeat(64),
  },
  pictures: { written: 0, kept: 0, missing: 0 },
  heldMail: { jobs: 0, notifications: 0, issues: 0 },
  check: { checks: 36, total: 0, findings: [] },
  notes: [],
};
const place = { siteUrl: "https://news.example", isEmbedded: false, dataDir: "/nonexistent" };

test("after a restore without secret keys, they are to be copied only if the environment does not set them", () => {
  expect(describeRestore(restored, { ...place, hasGivenSecrets: false }).join("\n")).toContain(
    "Copy auth-secret and actions-key of the old DATA_DIR into /nonexistent",
  );
  const lines = describeRestore(restored, { ...place, hasGivenSecrets: true }).join("\n");
  expect(lines).toContain("AUTH_SECRET and NEXT_SERVER_ACTIONS_ENCRYPTION_KEY of this environment are used");
  expect(lines).not.toContain("Copy auth-secret");
});
