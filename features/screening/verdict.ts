import type { CommentPolicy } from "#db/schema/articles.ts";
import type { Role } from "#features/members/rules.ts";
import type { Standing } from "#features/members/standing/rules.ts";
import type { Settings } from "#features/settings/schema.ts";
import type { VerdictReason } from "./rules.ts";
import type { TextSignals } from "./text-signals.ts";
import type { ListedWords } from "./word-lists.ts";

/** A comment as the input of the phases. */
export interface ScreenedComment {
  /** As typed. */
  source: string;
  /** Plain text without Markdown syntax. */
  text: string;
  /** The URLs of its links, as written. */
  links: string[];
  /** The hosts of its links, without `www.` and duplicates; never the site's own. */
  domains: string[];
  /** What the text shows by itself. */
  signals: TextSignals;
}

/** Everything else that a phase needs, read beforehand in a fixed number of statements, so that phases are pure. */
export interface ScreeningContext {
  now: Date;
  settings: Settings;
  author: { role: Role };
  standing: Standing;
  article: {
    closed: boolean;
    policy: CommentPolicy;
    slowMode?: SlowMode;
  };
  /** Set if the comment is being edited. */
  edit: { wasVisible: boolean } | undefined;
  history: {
    /** The number of the member's visible comments, counted to 100. */
    approved: number;
    /** Decided comments in the last `moderation.pastDays`. */
    recent: { all: number; refused: number };
    /** When the member joined, and their comments in the last `moderation.youngMinutes`. */
    account?: { createdAt: Date; pace: number };
  };
  /** Recent texts that may be similar: the likeness (0 to 1), who wrote them, and whether that is the same member. */
  similar: { likeness: number; own: boolean; member: number | null }[];
  /** Decisions on the comments with links to each of this comment's domains. */
  domains: Map<string, { all: number; refused: number }>;
  /** Words of the site's lists and of the built-in ones in the comment. */
  words: ListedWords;
  /** How likely it is spam (0 to 1), and the words that show it; undefined if `moderation.spamScore` is 0. */
  spam: { score: number; words: string[] } | undefined;
}

/** An article's slow mode, for one author. */
export interface SlowMode {
  /** Minutes that a reader waits between two comments on the article; 0: none. */
  minutes: number;
  /** When the author posted the last comment on it, if that is so recent that it matters. */
  lastCommentAt: Date | null;
}

export interface Verdict {
  /** `refuse`: it is not stored; `hold`: it is pending; `flag`: it is published, and moderators see why. */
  action: "refuse" | "hold" | "flag";
  /** The reason: a message key below `errors`. */
  reason: VerdictReason;
  values?: Record<string, string | number>;
  /** The anchor of the broken community rule on /rules, if any. */
  rule?: string;
  /** Moderators will likely refuse the text: its author is warned once before it is stored. */
  isLikelyRefusal?: true;
}

/** A screening phase: returns a verdict, or undefined if it has none. */
export type Phase = (comment: ScreenedComment, context: ScreeningContext) => Verdict | undefined;

/** The most words that a message lists. Half of a surrogate pair, which the database would refuse, becomes U+FFFD. */
const maxListedWords = 5;

export const listWords = (words: string[]) => words.slice(0, maxListedWords).join(", ").toWellFormed();
