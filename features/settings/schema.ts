import { z } from "zod";
import { isZone } from "#lib/dates.ts";
import { cleanLine, cleanLines } from "#lib/html/clean-text.ts";
import { parseLinkList } from "./navigation/link-list.ts";
import { formatRows, isEmpty, parseRows } from "./navigation/link-rows.ts";
import { findColourError, type Theme } from "./theme-colours.ts";

/** How a setting is typed: a line, Markdown, a whole number, yes or no, a list of words, a time zone, a colour in a theme, a picture of the library, a list of links. */
type SettingKind = "line" | "page" | "number" | "switch" | "words" | "zone" | "light" | "dark" | "picture" | "links";

/** What a number counts: i18n `settings.units`. */
type SettingUnit =
  | "days"
  | "hours"
  | "minutes"
  | "percent"
  | "permille"
  | "characters"
  | "words"
  | "comments"
  | "decisions"
  | "links"
  | "articles"
  | "members"
  | "reports"
  | "votes"
  | "windows";

interface SettingLimits {
  kind: SettingKind;
  /** The range of a number, the length of a text. */
  min: number;
  max: number;
  unit?: SettingUnit;
}

/** What the forms show beside a setting; Zod's metadata is typed by declaration merging. */
declare module "zod" {
  interface GlobalMeta extends Partial<SettingLimits> {}
}

// Messages are keys below `errors` in i18n; the limits travel in the metadata, for the sentence's placeholders and the forms.
const text = (max: number, preset = "", kind: "line" | "page" = "line") =>
  z
    .string("setting.tooLong")
    // A line stays one in titles and in the subjects of mails, whatever a shell or a paste brought.
    .overwrite(kind === "line" ? cleanLine : cleanLines)
    .min(preset === "" ? 0 : 1, "setting.empty")
    .max(max, "setting.tooLong")
    .default(preset)
    .meta({ kind, min: 0, max });
const wholeNumber = (min: number, max: number, preset: number, unit?: SettingUnit) =>
  z
    .int("setting.notWhole")
    .min(min, "setting.notWhole")
    .max(max, "setting.notWhole")
    .default(preset)
    .meta({ kind: "number", min, max, ...(unit && { unit }) });
/** 1: yes, 0: no. */
const toggle = (preset: 0 | 1) => wholeNumber(0, 1, preset).meta({ kind: "switch", min: 0, max: 1 });

const zone = (preset: string) =>
  z
    .string("setting.noZone")
    .trim()
    .refine(isZone, "setting.noZone")
    .default(preset)
    .meta({ kind: "zone", min: 1, max: 64 });

/** A colour that can be read as text in that theme; empty: the site's own. */
const colour = (theme: Theme) =>
  z
    .string("setting.noColour")
    .trim()
    .toLowerCase()
    .superRefine((typed, context) => {
      const message = findColourError(typed, theme);
      if (message) context.addIssue({ code: "custom", message });
    })
    .default("")
    .meta({ kind: theme, min: 0, max: 7 });

/** The id of a picture of the library; empty: none. */
const picture = () =>
  z
    .string("setting.noPicture")
    .trim()
    .regex(/^([a-f0-9]{24})?$/, "setting.noPicture")
    .default("")
    .meta({ kind: "picture", min: 0, max: 24 });

/** Links, one per line (features/settings/navigation/link-list.ts); empty: those that the site chooses. */
const links = () =>
  z
    .string("setting.entryAddress")
    .max(20_000, "setting.tooManyEntries")
    // As the rows of its form write it: whoever saves that form unchanged changes nothing.
    .transform((list) => formatRows(parseRows(cleanLines(list)).filter((row) => !isEmpty(row))))
    .superRefine((list, context) => {
      const [message] = parseLinkList(list).faults;
      if (message) context.addIssue({ code: "custom", message });
    })
    .default("")
    .meta({ kind: "links", min: 0, max: 40 });

/** Most words of a list, and letters of one: what a moderator can look through. */
const maxWords = 5_000;
const maxWordLength = 100;

/** Words, one per line: text, never patterns. Kept without empty lines and repeats. */
const words = () =>
  z
    .string("setting.tooLong")
    .max(maxWords * maxWordLength, "setting.tooManyWords")
    .transform((list) =>
      [
        ...new Set(
          cleanLines(list)
            .split("\n")
            .map((line) => line.trim()),
        ),
      ].filter((line) => line !== ""),
    )
    .refine((list) => list.length <= maxWords, "setting.tooManyWords")
    .refine((list) => list.every((word) => word.length <= maxWordLength), "setting.wordTooLong")
    // Less is found in every sentence.
    .refine(
      (list) => list.every((word) => /[\p{L}\p{N}][^\p{L}\p{N}]*[\p{L}\p{N}]/u.test(word)),
      "setting.wordTooShort",
    )
    .transform((list) => list.join("\n"))
    .default("")
    .meta({ kind: "words", min: 2, max: maxWordLength });

/** Longest editable page: about 30 printed pages, far above any privacy notice. */
const maxPageLength = 100_000;

/**
 * What an administrator may change without a restart, with its preset. An empty text means "the built-in one in the
 * site's language" (i18n `settings.presets`, or the page's own). What stands here stands on /admin/settings, below the group that its
 * key begins with, with its name and explanation from i18n (`settings.of.KEY`; a house test asks for them) and in docs/command-line.md.
 */
export const settingsSchema = {
  "site.name": text(60, "Vigie"),
  /** A few words beside the name. */
  "site.tagline": text(120),
  /** One or two sentences for search engines and feeds. */
  "site.description": text(300),
  /** In which dates are shown: an IANA name. */
  "site.zone": zone("Europe/Paris"),
  /** 1: reader pages load their scripts when a reader shows intent; 0: at once (docs/page-server.md). */
  "site.lateHydration": toggle(1),
  /** 1: whoever works here signs in with a second step, or sets one up before anything of the admin area opens. */
  "members.staffTwoStep": toggle(0),
  /** In the header in place of the name, and in link previews of pages without a picture. */
  "look.logo": picture(),
  /** The same on dark ground; without it the other one. */
  "look.logoDark": picture(),
  /** Of categories, marks and what is chosen. */
  "look.accent": colour("light"),
  /** The same on dark ground; empty: made of the other one. */
  "look.accentDark": colour("dark"),
  "look.link": colour("light"),
  "look.linkDark": colour("dark"),
  /** In the header, in this order. */
  "navigation.header": links(),
  /** At the foot; report, privacy and legal notice stand there in any case. */
  "navigation.footer": links(),
  /** How many comments of a new member wait for a moderator; 0 turns the wait off. */
  "comments.newcomer": wholeNumber(0, 100, 2, "comments"),
  /** Days after its publication from which an article takes no more comments; 0 leaves it open. */
  "comments.closeAfterDays": wholeNumber(0, 36_500, 0, "days"),
  /** Characters of a comment; beyond it is refused. */
  "comments.longest": wholeNumber(100, 10_000, 10_000, "characters"),
  /** What the button below each comment says, and means. */
  "comments.reaction": text(30),
  /** Comments with one of these are refused. */
  "moderation.bannedWords": words(),
  /** Comments with one of these are published, and shown to moderators. */
  "moderation.suspectWords": words(),
  /** Comments with more links wait. */
  "moderation.links": wholeNumber(0, 30, 2, "links"),
  /** Hours within which a comment is compared with others; 0: never. */
  "moderation.repeatHours": wholeNumber(0, 720, 24, "hours"),
  /** From how alike (percent of what two texts say in common) one repeats another. */
  "moderation.repeatAlike": wholeNumber(50, 100, 80, "percent"),
  /** Shorter comments (in words) without a link are not compared: many people say thank you. */
  "moderation.repeatWords": wholeNumber(3, 100, 8, "words"),
  /** Decided comments with a link to a domain from which its standing counts; 0: never. */
  "moderation.domainDecisions": wholeNumber(0, 1_000, 3, "decisions"),
  /** Percent of them refused from which a comment with such a link waits. */
  "moderation.domainRefused": wholeNumber(1, 100, 50, "percent"),
  /** Days of a member's past that count for the share of refused comments; 0: never. */
  "moderation.pastDays": wholeNumber(0, 365, 30, "days"),
  /** From so many refused comments in that time … */
  "moderation.pastRefusals": wholeNumber(1, 100, 3, "comments"),
  /** … and such a share of all (percent) the next ones wait. */
  "moderation.pastRefused": wholeNumber(1, 100, 30, "percent"),
  /** Percent from which the spam score makes a comment wait; 0: never. */
  "moderation.spamScore": wholeNumber(0, 100, 95, "percent"),
  /** Approved and refused comments, each, without which the spam score says nothing. */
  "moderation.spamExamples": wholeNumber(10, 100_000, 50, "comments"),
  /** 1: the public log names the moderator who decided; 0: it says "the moderators". */
  "moderation.namesInLog": toggle(0),
  /** Percent of weight in open reports from which a comment is hidden until somebody has looked; 100: three newcomers, two proven members. 0: never. */
  "reports.hideAt": wholeNumber(0, 10_000, 100, "percent"),
  /** Reports of a newcomer that count as upheld before the first one was judged; 0: they are worth nothing until then. */
  "reports.prior": wholeNumber(0, 100, 2, "reports"),
  /** How many dismissed reports one weighs that a moderator called abusive. */
  "reports.abuseCounts": wholeNumber(0, 100, 5, "reports"),
  /** Reports that a member may make within an hour. */
  "reports.perHour": wholeNumber(1, 1_000, 20, "reports"),
  /** Days after the decision on a notice of illegal content at which its sender's name and address are deleted. */
  "notices.forgetDays": wholeNumber(30, 3_650, 183, "days"),
  /** Days after which a member's votes are never held apart; 0: nobody's are. */
  "ratings.trustedDays": wholeNumber(0, 3_650, 30, "days"),
  /** Days during which an account is young; 0: none is. */
  "ratings.youngDays": wholeNumber(0, 365, 3, "days"),
  /** From so many votes of young accounts on one article … */
  "ratings.youngVotes": wholeNumber(1, 1_000, 10, "votes"),
  /** … within so many hours they are all held apart. */
  "ratings.youngHours": wholeNumber(1, 720, 24, "hours"),
  /** Minutes of the window in which a burst of votes is looked for. */
  "ratings.burstMinutes": wholeNumber(5, 1_440, 60, "minutes"),
  /** Fewer votes in a window are never a burst. */
  "ratings.burstVotes": wholeNumber(2, 1_000, 10, "votes"),
  /** A burst is what chance alone brings in one window of so many, or less often. */
  "ratings.burstOdds": wholeNumber(100, 1_000_000_000, 10_000, "windows"),
  /** Most articles in a related selection; 0 hides it. */
  "related.count": wholeNumber(0, 12, 6, "articles"),
  /** Markdown. */
  "pages.privacy": text(maxPageLength, "", "page"),
  /** Markdown. */
  "pages.legal": text(maxPageLength, "", "page"),
  /** Markdown; a heading that ends in {#anchor} is a rule that decisions cite. */
  "pages.rules": text(maxPageLength, "", "page"),
} as const;

export type SettingKey = keyof typeof settingsSchema;
export type Settings = { [Key in SettingKey]: z.output<(typeof settingsSchema)[Key]> };

/** All of them, as one shape. */
export const allSettings = z.object(settingsSchema);

/** What holds where nothing is stored. */
export const presets: Settings = allSettings.parse({});

export const settingKeys = Object.keys(settingsSchema).filter(isSettingKey);

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settingsSchema, key);
}

/** The limits of `key`: the range of a number, the length of a text; and how it is typed. */
export function settingLimits(key: SettingKey): SettingLimits {
  const { kind = "line", min, max, unit } = settingsSchema[key].meta() ?? {};
  return { kind, min: Number(min), max: Number(max), ...(unit && { unit }) };
}

/** The value of `key` as typed in a form or terminal: numbers arrive as text. */
export function parseSetting(key: SettingKey, typed: unknown) {
  const schema = settingsSchema[key];
  const isNumber = typeof schema.parse(undefined) === "number";
  const value = isNumber && typeof typed === "string" && /^\s*-?\d+\s*$/.test(typed) ? Number(typed) : typed;
  return schema.safeParse(value);
}
