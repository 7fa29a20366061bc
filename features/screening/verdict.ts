import type { CommentPolicy } from "#db/schema/articles.ts";
import type { Role } from "#features/members/rules.ts";
import type { Standing } from "#features/members/standing/rules.ts";
import type { Settings } from "#features/settings/schema.ts";

/** A comment as the phases look at it. */
export interface ScreenedComment {
  /** As typed. */
  source: string;
  /** As it is read: no marks of Markdown. */
  text: string;
  /** Where its links lead, as written. */
  links: string[];
  /** Hosts of those, without `www.`, each once; never the site's own. */
  domains: string[];
}

/** All that a phase may know besides the comment: read before, in a fixed number of statements, so that phases are pure. */
export interface ScreeningContext {
  now: Date;
  settings: Settings;
  author: { role: Role };
  standing: Standing;
  article: { closed: boolean; policy: CommentPolicy };
  /** The comment is there already; `seen`: by readers. */
  edit: { seen: boolean } | undefined;
  history: {
    /** How many of the member's comments are visible, counted to 100. */
    approved: number;
    /** In the last `moderation.pastDays`. */
    recent: { all: number; refused: number };
  };
  /** Lately posted texts that may be alike: how much (0 to 1), and whether by the same member. */
  similar: { likeness: number; own: boolean }[];
  /** What became of the comments with links to each of this one's domains. */
  domains: Map<string, { all: number; refused: number }>;
  /** What of the site's lists stands in the comment, as it is listed. */
  words: { banned: string[]; suspect: string[] };
  /** How much like refused comments (0 to 1), and the words that say so; undefined: nothing was learnt yet. */
  spam: { score: number; words: string[] } | undefined;
}

export interface Verdict {
  /** `refuse`: it is not stored; `hold`: it waits for a moderator; `flag`: it is published, and moderators are shown why. */
  action: "refuse" | "hold" | "flag";
  /** Why: a message key below `errors`. */
  reason: string;
  values?: Record<string, string | number>;
  /** Anchor of the community's rule on /rules, where one is at stake. */
  rule?: string;
  /** Moderators will likely refuse it: its author is warned once before it is stored. */
  isLikelyRefusal?: true;
}

/** Looks at one thing: nothing to say, or a verdict with its reason. */
export type Phase = (comment: ScreenedComment, context: ScreeningContext) => Verdict | undefined;

/** Most words that a sentence names. */
const maxListedWords = 5;

export const listWords = (words: string[]) => words.slice(0, maxListedWords).join(", ");
