import type { CheckName, FindingCode, HealthFinding } from "../checks/rules.ts";

/** What comes back within this belongs to the same incident, and nobody is mailed that it ended. */
export const reopenMinutes = 15;
/** An administrator gets at most so many mails about the site's health within 24 hours. */
export const maxMailsPerDay = 6;
/** Incidents are kept for so long. */
export const incidentDays = 365;

/** Checks, and a finding, about something to decide, rather than something that happened. */
const noIncidents: readonly CheckName[] = ["moderation", "protection", "version"];
const noIncident: FindingCode = "backupNoOffsite";

/** Whether a finding opens an incident, or keeps it open. */
export function isIncident(finding: HealthFinding): finding is HealthFinding & { state: "look" | "bad" } {
  return (
    (finding.state === "bad" || finding.state === "look") &&
    finding.code !== noIncident &&
    !noIncidents.includes(finding.check)
  );
}

/** What a finding changes: `none` also where a check could not be examined, which neither opens nor ends anything. */
export function planIncident(
  finding: HealthFinding,
  incident: { state: "look" | "bad"; isOpen: boolean } | undefined,
): "open" | "reopen" | "worsen" | "end" | "none" {
  if (finding.state === "unknown") return "none";
  if (!isIncident(finding)) return incident?.isOpen ? "end" : "none";
  if (!incident) return "open";
  if (!incident.isOpen) return "reopen";
  return finding.state === "bad" && incident.state === "look" ? "worsen" : "none";
}
