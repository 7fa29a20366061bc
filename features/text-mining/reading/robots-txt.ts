import { listAgents, trainingCrawlers } from "../statements/ai-crawlers.ts";
import { matchesPattern, normaliseRobotsPath } from "./path-pattern.ts";

/** RFC 9309 asks for at least 500 KiB; what follows is not read. */
const maxRobotsLength = 512_000;
/** Further lines of each kind are not read. Each rule is compared with the path: these take some 50 ms at worst. */
const maxRules = 10_000;
const maxPreferences = 300;
const maxLicences = 100;

interface Rule {
  allows: boolean;
  /** Normalised. */
  pattern: string;
}

/** The lines for one product token; of several groups for it, all. */
interface RobotsGroup {
  rules: Rule[];
  /** `Content-Signal` and `Content-Usage`. */
  preferences: string[];
  licences: string[];
}

export interface RobotsTxt {
  /** By product token in lower case, `*` for all others. Only tokens of AI training and `*`. */
  groups: Map<string, RobotsGroup>;
  /** Content signals and licences outside the groups. */
  general: RobotsGroup;
}

const emptyGroup = (): RobotsGroup => ({ rules: [], preferences: [], licences: [] });
const knownTokens = new Set(["*", ...listAgents(trainingCrawlers).map((agent) => agent.toLowerCase())]);

/** Parses another site's robots.txt (RFC 9309) as far as it concerns the training of AI. Any text is accepted. */
export function parseRobotsTxt(text: string): RobotsTxt {
  const groups: RobotsTxt["groups"] = new Map();
  const general = emptyGroup();
  let current: RobotsGroup[] | undefined;
  let isNaming = false;
  let rules = 0;
  for (const [line] of text.slice(0, maxRobotsLength).matchAll(/[^\r\n]+/g)) {
    const comment = line.indexOf("#");
    const content = comment < 0 ? line : line.slice(0, comment);
    const colon = content.indexOf(":");
    if (colon < 0) continue;
    const key = content.slice(0, colon).trim().toLowerCase();
    const value = content.slice(colon + 1).trim();
    if (key === "user-agent") {
      if (!isNaming) current = [];
      isNaming = true;
      const token = value === "*" ? "*" : (/^[A-Za-z0-9_-]{1,100}/.exec(value)?.[0] ?? "").toLowerCase();
      if (!knownTokens.has(token)) continue;
      const group = groups.get(token) ?? emptyGroup();
      groups.set(token, group);
      if (!current?.includes(group)) current?.push(group);
      continue;
    }
    if (key === "license") {
      for (const { licences } of current ?? [general])
        if (licences.length < maxLicences) licences.push(value.slice(0, 2_000));
    }
    if (key === "content-signal" || key === "content-usage") {
      isNaming = false;
      for (const { preferences } of current ?? [general])
        if (preferences.length < maxPreferences) preferences.push(value.slice(0, 2_000));
    }
    if (key !== "allow" && key !== "disallow") continue;
    isNaming = false;
    if (value === "" || current?.length === 0) continue;
    rules += 1;
    if (rules > maxRules) continue;
    const rule = { allows: key === "allow", pattern: normaliseRobotsPath(value) };
    for (const group of current ?? []) group.rules.push(rule);
  }
  return { groups, general };
}

/** The longest matching pattern decides; of two equally long ones, the one that allows. */
function isDisallowed(rules: Rule[], path: string): boolean {
  let longest = -1;
  let allows = true;
  for (const rule of rules) {
    const { length } = rule.pattern;
    if (length < longest || (length === longest && allows) || !matchesPattern(rule.pattern, path)) continue;
    longest = length;
    allows = rule.allows;
  }
  return !allows;
}

/** Operators of training crawlers that may not read the path: one alone may be kept out for its load. */
const minDisallowed = 2;

/**
 * Whether a robots.txt reserves a path: it keeps out the training crawlers of at least two operators, or says so by a
 * content signal (`ai-train=no`; contentsignals.org calls each `no` an express reservation) or by the IETF's draft
 * `Content-Usage: train-ai=n`.
 */
export function isReservedByRobots({ groups, general }: RobotsTxt, path: string): boolean {
  const normal = normaliseRobotsPath(path);
  const everyone = groups.get("*");
  const preferences = [...groups.values(), general].flatMap((group) => group.preferences);
  if (preferences.some((value) => isReservedByPreference(value, normal))) return true;
  const disallowed = new Map<RobotsGroup, boolean>();
  const keepsOut = (agent: string) => {
    const group = groups.get(agent.toLowerCase()) ?? everyone;
    if (!group) return false;
    const known = disallowed.get(group) ?? isDisallowed(group.rules, normal);
    disallowed.set(group, known);
    return known;
  };
  return trainingCrawlers.filter(({ agents }) => agents.some(keepsOut)).length >= minDisallowed;
}

const reservingPreference =
  /(?:^|[\s,;])(?:ai-train\s*=\s*no|ai-input\s*=\s*no|train-ai\s*=\s*n|ai-use\s*=\s*n)(?![\w-])/i;

/**
 * Whether a value of `Content-Signal` or `Content-Usage`, of a line or a header, reserves the path. It may begin with the
 * pattern of the paths to which it applies.
 */
export function isReservedByPreference(value: string, normalPath: string): boolean {
  const text = value.slice(0, 2_000);
  const pattern = text.startsWith("/") ? (text.split(/\s/, 1)[0] ?? "") : "/";
  return reservingPreference.test(text.slice(0, 500)) && matchesPattern(normaliseRobotsPath(pattern), normalPath);
}

/** The licence documents that a robots.txt names, in its own words (RSL 1.0, section 4.4). */
export function listRobotsLicences({ groups, general }: RobotsTxt): string[] {
  return [...new Set([...groups.values(), general].flatMap(({ licences }) => licences))];
}
