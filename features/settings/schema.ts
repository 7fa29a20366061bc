import { z } from "zod";
import { isZone } from "#lib/dates.ts";
import { cleanLine, cleanLines } from "#lib/html/clean-text.ts";
import { isWebAddress } from "#lib/site-address.ts";
import { parseLinkList } from "./navigation/link-list.ts";
import { formatRows, isEmpty, parseRows } from "./navigation/link-rows.ts";
import { findColourError, type Theme } from "./theme-colours.ts";

/**
 * How a setting is entered: a line, Markdown, a whole number, yes or no, a list of words, a time zone, a colour in a
 * theme, a picture of the library, a list of links, one of several values.
 */
type SettingKind =
  | "line"
  | "page"
  | "number"
  | "switch"
  | "words"
  | "zone"
  | "light"
  | "dark"
  | "picture"
  | "links"
  | "choice";

/** The unit of a number: i18n `settings.units`. */
type SettingUnit =
  | "days"
  | "weeks"
  | "months"
  | "hours"
  | "clock"
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
  | "windows"
  | "mails";

interface SettingLimits {
  kind: SettingKind;
  /** The range of a number, or of a text's length. */
  min: number;
  max: number;
  unit?: SettingUnit;
  /** The values of a choice. */
  options?: readonly string[];
}

/** What the forms show beside a setting. Zod types its metadata by declaration merging. */
declare module "zod" {
  interface GlobalMeta extends Partial<SettingLimits> {}
}

// Messages are keys below `errors` in i18n; the limits are in the metadata, for the message's placeholders and the
// forms.
const text = (max: number, preset = "", kind: "line" | "page" = "line") =>
  z
    .string("setting.tooLong")
    // A line stays one in titles and in subjects of mails, whatever a shell or a paste contained.
    .overwrite(kind === "line" ? cleanLine : cleanLines)
    .min(preset === "" ? 0 : 1, "setting.empty")
    .max(max, "setting.tooLong")
    .default(preset)
    .meta({ kind, min: 0, max });
/** The values of `site.textMining`. */
const textMiningReservations = ["none", "training", "all"] as const;

const wholeNumber = (min: number, max: number, preset: number, unit?: SettingUnit) =>
  z
    .int("setting.notWhole")
    .min(min, "setting.notWhole")
    .max(max, "setting.notWhole")
    .default(preset)
    .meta({ kind: "number", min, max, ...(unit && { unit }) });
/** 1: yes, 0: no. */
const toggle = (preset: 0 | 1) => wholeNumber(0, 1, preset).meta({ kind: "switch", min: 0, max: 1 });

/** One of several values, whose names are in i18n `settings.choices`. */
const choice = <const Option extends string>(options: readonly Option[], preset: NoInfer<Option>) =>
  z
    .string("setting.notOffered")
    .trim()
    .pipe(z.enum(options, "setting.notOffered"))
    .default(preset)
    .meta({ kind: "choice", min: 0, max: 40, options });

/** A path of this site, or an address elsewhere. */
const address = (preset: string) =>
  z
    .string("setting.noAddress")
    .overwrite(cleanLine)
    .max(300, "setting.tooLong")
    .refine((typed) => /^\/(?!\/)[^\s\\]*$/.test(typed) || isWebAddress(typed), "setting.noAddress")
    .default(preset)
    .meta({ kind: "line", min: 1, max: 300 });

/** An address elsewhere; empty: none. */
const optionalAddress = () =>
  z
    .string("setting.noAddress")
    .overwrite(cleanLine)
    .max(300, "setting.tooLong")
    .refine((typed) => typed === "" || isWebAddress(typed), "setting.noAddress")
    .default("")
    .meta({ kind: "line", min: 0, max: 300 });

const zone = (preset: string) =>
  z
    .string("setting.noZone")
    .trim()
    .refine(isZone, "setting.noZone")
    .default(preset)
    .meta({ kind: "zone", min: 1, max: 64 });

/** A colour that is readable as text in that theme; empty: the site's default. */
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

/** Links, one per line (features/settings/navigation/link-list.ts); empty: the default ones. */
const links = () =>
  z
    .string("setting.entryAddress")
    .max(20_000, "setting.tooManyEntries")
    // The same format as the form's rows: saving an unchanged form changes nothing.
    .transform((list) => formatRows(parseRows(cleanLines(list)).filter((row) => !isEmpty(row))))
    .superRefine((list, context) => {
      const [message] = parseLinkList(list).faults;
      if (message) context.addIssue({ code: "custom", message });
    })
    .default("")
    .meta({ kind: "links", min: 0, max: 40 });

/** The values of `feeds.content`. */
const feedContents = ["full", "excerpt"] as const;

/** The values of `moderation.defaultLists`. */
const defaultListChoices = ["all", "fr", "en", "none"] as const;

/** The values of `moderation.bannedAction`. */
const bannedActions = ["hold", "refuse"] as const;

/** Maximum number of words in a list, and of letters in one: what a moderator can review. */
const maxWords = 5_000;
const maxWordLength = 100;

/** Words, one per line: text, never patterns. Stored without empty lines and duplicates. */
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
    // A shorter word occurs in every sentence.
    .refine(
      (list) => list.every((word) => /[\p{L}\p{N}][^\p{L}\p{N}]*[\p{L}\p{N}]/u.test(word)),
      "setting.wordTooShort",
    )
    .transform((list) => list.join("\n"))
    .default("")
    .meta({ kind: "words", min: 2, max: maxWordLength });

/** Maximum length of an editable page: about 30 printed pages, far above any privacy notice. */
const maxPageLength = 100_000;

/**
 * Everything that an administrator may change without a restart, with its preset. An empty text means the built-in one
 * in the site's language (i18n `settings.presets`, or the page's own). Each setting appears on /admin/settings, in the
 * group named by the first part of its key, with its name and explanation from i18n (`settings.of.KEY`; a house test
 * checks them), and in docs/command-line.md.
 */
export const settingsSchema = {
  "site.name": text(60, "Vigie"),
  /** A few words beside the name. */
  "site.tagline": text(120),
  /** What the site is, in one sentence: in the header, and on the page about the site. */
  "site.mission": text(140),
  /** One or two sentences for search engines and feeds. */
  "site.description": text(300),
  /** The time zone in which dates are shown: an IANA name. */
  "site.zone": zone("Europe/Paris"),
  /** 1: reader pages load their scripts at the reader's first interaction; 0: at once (docs/page-server.md). */
  "site.lateHydration": toggle(1),
  /** 1: browsers keep opened articles, which can then be read without a network (docs/page-server.md). */
  "site.offlineReading": toggle(1),
  /**
   * Which uses by text and data mining and by AI the site reserves (features/text-mining/). `training`: all but search
   * and answers that name the site. `all`: answers of AI, too. `none`: says nothing. Reserved at first, because what was
   * mined before a reservation cannot be called back, and a reservation can be given up at any time.
   */
  "site.textMining": choice(textMiningReservations, "training"),
  /** The page that says how to obtain a licence. */
  "site.textMiningPolicy": address("/legal"),
  /** 1: changed addresses are submitted to search engines (features/sitemap/index-now/). */
  "site.indexNow": toggle(0),
  /** 1: staff sign in with a second step, or have to set one up before they can use the admin area. */
  "members.staffTwoStep": toggle(0),
  /** Shown in the header in place of the name, and in link previews of pages without a picture. */
  "look.logo": picture(),
  /** The logo for the dark theme; without it the other one serves. */
  "look.logoDark": picture(),
  /** The colour of categories, marks and selections. */
  "look.accent": colour("light"),
  /** The same in the dark theme; empty: derived from the other one. */
  "look.accentDark": colour("dark"),
  "look.link": colour("light"),
  "look.linkDark": colour("dark"),
  /** Links in the header, in order. */
  "navigation.header": links(),
  /** Links in the footer; those for reporting, privacy and legal notice are always added. */
  "navigation.footer": links(),
  /** Number of a new member's comments that a moderator has to approve; 0: none. */
  "comments.newcomer": wholeNumber(0, 100, 2, "comments"),
  /** Up to three rules, one per line, that new members read at the comment form; empty: the first ones of /rules. */
  "comments.welcomeRules": text(400, "", "page"),
  /** Days after publication from which an article accepts no comments; 0: always open. */
  "comments.closeAfterDays": wholeNumber(0, 36_500, 0, "days"),
  /** Maximum length of a comment, in characters. */
  "comments.longest": wholeNumber(100, 10_000, 10_000, "characters"),
  /** The label and meaning of the button below each comment. */
  "comments.reaction": text(30),
  /** Which lists of insults, slurs and threats that come with Vigie are used (features/screening/default-lists/). */
  "moderation.defaultLists": choice(defaultListChoices, "all"),
  /** Comments with one of these words are held or refused, as are those with the banned words of the built-in lists. */
  "moderation.bannedWords": words(),
  /** What happens to them: `hold`, they wait for a moderator; `refuse`, they are not stored. */
  "moderation.bannedAction": choice(bannedActions, "hold"),
  /** Comments with one of these words are published, and shown to moderators. */
  "moderation.suspectWords": words(),
  /** Entries that never count, and names that contain a listed word. */
  "moderation.wordExceptions": words(),
  /** By class, the percentage from which a comment is shown to moderators; 0: never. */
  "moderation.toneInsult": wholeNumber(0, 100, 81, "percent"),
  "moderation.toneHate": wholeNumber(0, 100, 86, "percent"),
  "moderation.toneThreat": wholeNumber(0, 100, 82, "percent"),
  "moderation.toneSexual": wholeNumber(0, 100, 80, "percent"),
  /** Percentage of any of these from which a comment waits for a moderator; 0: never. */
  "moderation.toneHold": wholeNumber(0, 100, 98, "percent"),
  /** 1: comments with phone numbers, addresses, account or social-security numbers wait for a moderator. */
  "moderation.personalData": toggle(1),
  /** Contact details that everyone may write; a line "@domain" stands for all mail addresses there. */
  "moderation.personalDataAllowed": words(),
  /** 1: comments that say what advertising and fraud say, or hide where a link leads, wait for a moderator. */
  "moderation.spamPatterns": toggle(1),
  /** Comments with more links wait for a moderator. */
  "moderation.links": wholeNumber(0, 30, 2, "links"),
  /** A new comment is compared with those of this many past hours; 0: none. */
  "moderation.repeatHours": wholeNumber(0, 720, 24, "hours"),
  /** Similarity (percent of the text in common) from which a comment repeats another. */
  "moderation.repeatAlike": wholeNumber(50, 100, 80, "percent"),
  /** A shorter comment (in words) without a link counts as a repeat from the second repetition on: it may be a coincidence. */
  "moderation.repeatWords": wholeNumber(3, 100, 8, "words"),
  /** Decided comments with a link to a domain from which the domain's record counts; 0: never. */
  "moderation.domainDecisions": wholeNumber(0, 1_000, 3, "decisions"),
  /** Percentage of them refused from which a comment with such a link waits. */
  "moderation.domainRefused": wholeNumber(1, 100, 50, "percent"),
  /** Days over which a member's refused comments are counted; 0: never. */
  "moderation.pastDays": wholeNumber(0, 365, 30, "days"),
  /** Refused comments in that time, and … */
  "moderation.pastRefusals": wholeNumber(1, 100, 3, "comments"),
  /** … their percentage of all, from which the next ones wait. */
  "moderation.pastRefused": wholeNumber(1, 100, 30, "percent"),
  /** Days during which an account is young; 0: none is. */
  "moderation.youngDays": wholeNumber(0, 365, 3, "days"),
  /** A young account's comments wait if it posts more than so many … */
  "moderation.youngComments": wholeNumber(1, 100, 6, "comments"),
  /** … within so many minutes. */
  "moderation.youngMinutes": wholeNumber(1, 1_440, 10, "minutes"),
  /** A young account's comments with links wait until so many of its comments are visible. */
  "moderation.youngLinks": wholeNumber(0, 100, 5, "comments"),
  /** Spam score (percent) from which a comment waits; 0: never. */
  "moderation.spamScore": wholeNumber(0, 100, 75, "percent"),
  /** Comments of each kind, spam and not, with which the site's decisions count as much as the built-in model. */
  "moderation.spamExamples": wholeNumber(10, 100_000, 50, "comments"),
  /** 1: moderators and administrators get a digest of the week by mail on Monday morning. */
  "moderation.digest": toggle(1),
  /** From this many comments on one article … */
  "discussion.slowFrom": wholeNumber(0, 10_000, 40, "comments"),
  /** … within this many minutes, its discussion is slowed down; 0 comments: never. */
  "discussion.slowWithin": wholeNumber(1, 120, 10, "minutes"),
  /** Minutes that a reader then waits between two comments. */
  "discussion.slowMinutes": wholeNumber(1, 60, 5, "minutes"),
  /** Percentage held, reported or refused … */
  "discussion.premoderateFrom": wholeNumber(0, 100, 40, "percent"),
  /** … of this many last comments from which the discussion is premoderated; 0 percent: never. */
  "discussion.premoderateOf": wholeNumber(5, 200, 15, "comments"),
  /** Minutes of calm after which what a rule began ends. */
  "discussion.calmMinutes": wholeNumber(10, 1_440, 60, "minutes"),
  /** 1: the public log names the moderator who decided; 0: it says "the moderators". */
  "moderation.namesInLog": toggle(0),
  /** 1: administrators are led to the review of what screening does by default; their confirmation or dismissal sets it to 0. */
  "moderation.setupReminder": toggle(1),
  /**
   * Weight of open reports (percent) from which a comment is hidden until it is reviewed; 100: three newcomers, or two
   * proven members. 0: never.
   */
  "reports.hideAt": wholeNumber(0, 10_000, 100, "percent"),
  /**
   * Reports of a newcomer assumed upheld before the first one was judged; 0: a newcomer's reports have no weight until
   * then.
   */
  "reports.prior": wholeNumber(0, 100, 2, "reports"),
  /** Number of dismissed reports for which one counts that a moderator called abusive. */
  "reports.abuseCounts": wholeNumber(0, 100, 5, "reports"),
  /** Maximum number of reports per member and hour. */
  "reports.perHour": wholeNumber(1, 1_000, 20, "reports"),
  /** Days after the decision on a notice of illegal content until its sender's name and address are deleted. */
  "notices.forgetDays": wholeNumber(30, 3_650, 183, "days"),
  /** Account age in days from which a member's votes are never set aside; 0: no votes are. */
  "ratings.trustedDays": wholeNumber(0, 3_650, 30, "days"),
  /** Days during which an account is young; 0: no account is. */
  "ratings.youngDays": wholeNumber(0, 365, 3, "days"),
  /** From this many votes of young accounts on one article … */
  "ratings.youngVotes": wholeNumber(1, 1_000, 10, "votes"),
  /** … within this many hours, they are all set aside. */
  "ratings.youngHours": wholeNumber(1, 720, 24, "hours"),
  /** Length in minutes of the window in which a burst of votes is searched for. */
  "ratings.burstMinutes": wholeNumber(5, 1_440, 60, "minutes"),
  /** Fewer votes in a window are never a burst. */
  "ratings.burstVotes": wholeNumber(2, 1_000, 10, "votes"),
  /** A burst is a number of votes that chance produces in at most one of this many windows. */
  "ratings.burstOdds": wholeNumber(100, 1_000_000_000, 10_000, "windows"),
  /** Maximum number of related articles shown; 0: none. */
  "related.count": wholeNumber(0, 12, 6, "articles"),
  /** Synonyms for the search, besides the built-in ones: a group per line, separated by commas. */
  "search.synonyms": text(10_000, "", "page"),
  /** What feeds contain of our own articles; of an extract it is always the lead. */
  "feeds.content": choice(feedContents, "full"),
  /**
   * Articles in a feed. With 30, a reader that polls twice a day misses nothing of a site that publishes sixty articles a
   * day.
   */
  "feeds.items": wholeNumber(10, 50, 30, "articles"),
  /** 1: readers can subscribe to the newsletter; 0: no page offers it, and what was confirmed stays. */
  "newsletter.enabled": toggle(1),
  /** The heading of the sign-up form. */
  "newsletter.title": text(80),
  /** One or two sentences below it. */
  "newsletter.lead": text(300),
  /** Rate of the newsletter, of all processes together. */
  "newsletter.perSecond": wholeNumber(1, 1_000, 10, "mails"),
  /** Rate for each domain of addresses. */
  "newsletter.perDomainPerMinute": wholeNumber(1, 60_000, 120, "mails"),
  /** 1: at most 500 mails of the newsletter on the first day, twice as many on each further day of sending. */
  "newsletter.warmUp": toggle(0),
  /** The hour of the night, in the site's zone, at which backups are made (features/backup/). */
  "backup.hour": wholeNumber(0, 23, 3, "clock"),
  /** Days of which one copy each is kept. */
  "backup.daily": wholeNumber(1, 366, 7, "days"),
  /** Weeks of which one copy each is kept. */
  "backup.weekly": wholeNumber(0, 260, 4, "weeks"),
  /** Months of which one copy each is kept. */
  "backup.monthly": wholeNumber(0, 120, 12, "months"),
  /** 1: copies are also kept in DATA_DIR/backups. */
  "backup.local": toggle(1),
  /** 1: administrators get a mail when something on /admin/health turned bad and stayed so. */
  "health.mails": toggle(1),
  /** How long it has to be bad before that. */
  "health.alertMinutes": wholeNumber(2, 1_440, 10, "minutes"),
  /** The feed of Vigie's releases, read once a day; empty: nothing is requested from anyone. */
  "health.updateFeed": optionalAddress(),
  /** Markdown. */
  "pages.about": text(maxPageLength, "", "page"),
  /** Markdown. */
  "pages.privacy": text(maxPageLength, "", "page"),
  /** Markdown. */
  "pages.legal": text(maxPageLength, "", "page"),
  /** Markdown; a heading that ends in {#anchor} is a rule that decisions cite. */
  "pages.rules": text(maxPageLength, "", "page"),
} as const;

export type SettingKey = keyof typeof settingsSchema;
export type Settings = { [Key in SettingKey]: z.output<(typeof settingsSchema)[Key]> };

/** All settings as one schema. */
export const allSettings = z.object(settingsSchema);

/** The values in effect where nothing is stored. */
export const presets: Settings = allSettings.parse({});

export const settingKeys = Object.keys(settingsSchema).filter(isSettingKey);

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settingsSchema, key);
}

/** Returns the metadata of `key`: the range of a number, the length of a text or the values of a choice, and how it is entered. */
export function settingLimits(key: SettingKey): SettingLimits {
  const { kind = "line", min, max, unit, options } = settingsSchema[key].meta() ?? {};
  return { kind, min: Number(min), max: Number(max), ...(unit && { unit }), ...(options && { options }) };
}

/** Parses the value of `key` as typed in a form or terminal, where numbers are text. */
export function parseSetting(key: SettingKey, typed: unknown) {
  const schema = settingsSchema[key];
  const isNumber = typeof schema.parse(undefined) === "number";
  const value = isNumber && typeof typed === "string" && /^\s*-?\d+\s*$/.test(typed) ? Number(typed) : typed;
  return schema.safeParse(value);
}
