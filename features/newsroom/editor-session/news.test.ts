import { expect, test } from "vitest";
import type { DraftState } from "../drafts/draft-state.ts";
import { findNews, findScheduleNews } from "./news.ts";

const known = { version: 4, plan: "waits", saveStatus: "kept", conflict: null } as const;
const site: DraftState = {
  version: 4,
  status: "published",
  differs: false,
  plan: null,
  slug: "un",
  discussion: { policy: "open", slowModeMinutes: 0 },
};

test.each([
  ["the plan waits", known, { ...site, status: "scheduled", plan: "waits" }, null],
  ["the clock published it", known, site, "appeared"],
  ["the clock could not", known, { ...site, status: "draft", plan: "refused" }, "failed"],
  ["that it could not was known", { ...known, plan: "refused" }, { ...site, status: "draft", plan: "refused" }, null],
  ["nothing was planned", { ...known, plan: null }, site, null],
  ["somebody saved since", known, { ...site, version: 5 }, "changed"],
  [
    "somebody saved since, and something is typed here",
    { ...known, saveStatus: "dirty" },
    { ...site, version: 5 },
    null,
  ],
  ["it is a conflict already", { ...known, conflict: "…" }, { ...site, version: 5 }, null],
  ["this page saved since the site answered", { ...known, version: 6 }, { ...site, version: 5 }, null],
] as const)("reports to an open page: %s", (_, page, there, news) => {
  expect(findNews(page, there)).toBe(news);
});

test("reports a scheduled publication in the response to a later save", () => {
  expect(findScheduleNews(known, { ...site, plan: null })).toBe("appeared");
  expect(findScheduleNews({ plan: null }, site)).toBeNull();
});
