import type { Messages } from "#i18n/translator.ts";
import type { CheckName, HealthFinding } from "../checks/rules.ts";

type RepairLabel = keyof Messages["health"]["actions"];

interface RepairAct {
  name: "backup" | "trial" | "jobs" | "check";
  label: RepairLabel;
}

/** What an administrator can do about a finding on the site itself. */
export interface HealthRepairs {
  act?: RepairAct;
  /** A second button. */
  otherAct?: RepairAct;
  links: readonly { href: string; label: RepairLabel }[];
}

const backupNow = { name: "backup", label: "backupNow" } as const;
const recheck = { name: "check", label: "recheck" } as const;
const seeTrial = { href: "#backups-figures", label: "seeTrial" } as const;

/** Finds the button and the links beside a finding. */
export function findRepairs({ check, code }: Pick<HealthFinding, "check" | "code">): HealthRepairs {
  if (code === "trialFailed" || code === "trialOld")
    return { act: { name: "trial", label: "trialNow" }, otherAct: backupNow, links: [seeTrial] };
  if (code.startsWith("backupOffsite")) return { act: { name: "backup", label: "retryOffsite" }, links: [seeTrial] };
  // A place for copies is set in the environment; the sentence says so.
  if (code === "backupNoOffsite") return { links: [] };
  if (check === "backups") return { act: backupNow, links: [] };
  if (code === "jobsGivenUp")
    return {
      act: { name: "jobs", label: "retryJobs" },
      links: [{ href: "/admin/jobs#failures", label: "seeJobs" }],
    };
  if (code === "mailUncertain") return { links: [{ href: "/admin/newsletter", label: "decideMails" }] };
  if (code === "mailRefused" || code === "mailOftenRefused")
    return { links: [{ href: "/admin/newsletter/subscribers#mail-reports", label: "seeRefused" }] };
  if (code === "mailNoServer") return { links: [{ href: "/admin/newsletter/outbox", label: "seeOutbox" }] };
  if (code === "pagesSlow" || code === "pagesTail")
    return { links: [{ href: "#slowPages-figures", label: "seePages" }] };
  if (code === "protectionSecondStep") return { links: [{ href: "/admin/users", label: "seeStaff" }] };
  return byCheck[check] ?? { act: recheck, links: [] };
}

const byCheck: Partial<Record<CheckName, HealthRepairs>> = {
  jobs: { links: [{ href: "/admin/jobs", label: "seeJobs" }] },
  mail: { links: [{ href: "/admin/jobs#failures", label: "seeJobs" }] },
  feeds: { links: [{ href: "/admin/sources", label: "seeFeeds" }] },
  moderation: { links: [{ href: "/admin/moderation", label: "moderate" }] },
  pages: { links: [{ href: "#errors-figures", label: "seeErrors" }] },
  errors: { links: [{ href: "#errors-figures", label: "seeErrors" }] },
  slowPages: { links: [{ href: "#slowPages-figures", label: "seePages" }] },
  statements: { links: [{ href: "#statements-figures", label: "seePages" }] },
};
