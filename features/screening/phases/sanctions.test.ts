import { expect, test } from "vitest";
import type { Standing } from "#features/members/standing/rules.ts";
import { harmlessComment, harmlessContext } from "../screening-fixtures.ts";
import { standing } from "./sanctions.ts";

const inAnHour = new Date(harmlessContext.now.getTime() + 3_600_000);
const anHourAgo = new Date(harmlessContext.now.getTime() - 3_600_000);
test.each<[string, Partial<Standing>, string | undefined, string | undefined]>([
  ["nothing decided", {}, undefined, undefined],
  ["banned", { banned: true, premoderated: true }, "refuse", "verdict.banned"],
  ["suspended", { suspendedUntil: inAnHour, warned: true }, "refuse", "verdict.suspended"],
  ["suspended until now", { suspendedUntil: harmlessContext.now }, undefined, undefined],
  ["suspended once", { suspendedUntil: anHourAgo }, undefined, undefined],
  ["warned, not acknowledged", { warned: true }, "refuse", "verdict.warned"],
  ["premoderated", { premoderated: true }, "hold", "verdict.premoderated"],
])("%s", (_what, change, action, reason) => {
  const verdict = standing(harmlessComment, {
    ...harmlessContext,
    standing: { ...harmlessContext.standing, ...change },
  });
  expect([verdict?.action, verdict?.reason]).toEqual([action, reason]);
});
