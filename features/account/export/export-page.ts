import {
  appealOutcome,
  commentStatus,
  mailFrequency,
  memberRole,
  newsletterRhythm,
  notificationKind,
  reportReason,
  subscriberState,
} from "#db/schema.ts";
import { appealedActionTitle } from "#features/moderation/appeals/action-title.ts";
import { stoppableMails } from "#features/notifications/settings/rules.ts";
import { siteLocale, type Translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { escapeHtml } from "#lib/html/escape-html.ts";
import type { ExportedComment, MemberData } from "./queries.ts";

type Lists = Omit<MemberData, "profile">;
/** A column of any of the tables: its name in `data.json`, its label on the page. */
type Column = keyof MemberData["profile"] | { [Name in keyof Lists]: keyof Lists[Name][number] }[keyof Lists];

const style =
  "body{font:17px/1.6 Georgia,serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#15181e;background:#fdfcf9}" +
  "h1,h2{line-height:1.2}h2{border-top:3px solid;padding-top:.6rem;margin-top:2.5rem}table{border-collapse:collapse;width:100%;font:15px/1.4 system-ui,sans-serif}" +
  "th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid #e3dfd5;overflow-wrap:anywhere}" +
  "article{border-bottom:1px solid #e3dfd5;padding:.75rem 0}.fact{font:14px/1.4 system-ui,sans-serif;color:#666c78}" +
  "@media(prefers-color-scheme:dark){body{color:#eceae4;background:#11141a}a{color:#83cfdd}th,td,article{border-color:#2b313c}.fact{color:#99a0ac}}";

interface Site {
  name: string;
  zone: string;
  t: Translator;
}

/**
 * Renders the readable page of an export, piece by piece: the lists as tables, then the comments. No scripts, external pictures or links
 * with a referrer.
 */
export async function* renderExportPage(
  site: Site,
  belongings: MemberData,
  memberComments: AsyncIterable<ExportedComment>,
) {
  const { t } = site;
  const locale = siteLocale();
  const cell = (value: unknown): string => {
    if (value === null || value === undefined || value === "") return "–";
    if (value instanceof Date) return escapeHtml(formatDate(value, { locale, zone: site.zone, style: "long" }));
    if (typeof value === "boolean") return value ? t("account.export.yes") : t("account.export.no");
    return escapeHtml(String(value));
  };
  const label = (column: string) => escapeHtml(t(`account.export.columns.${column as Column}`));
  const row = (column: string, value: unknown) => `<td>${cell(translateValue(t, column, value))}</td>`;
  const title = escapeHtml(t("account.export.pageTitle", { site: site.name }));
  yield `<!DOCTYPE html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
    `<meta name="color-scheme" content="light dark"><title>${title}</title><style>${style}</style></head><body><h1>${title}</h1>` +
    `<p class="fact">${cell(new Date())}</p>`;
  const { profile, ...lists } = belongings;
  yield `<h2>${escapeHtml(t("account.export.profile"))}</h2><table>${Object.entries(profile)
    .map(([name, value]) => `<tr><th>${label(name)}</th>${row(name, value)}</tr>`)
    .join("")}</table>`;
  for (const [name, rows] of Object.entries(lists)) {
    const [first] = rows;
    const head = t.typeset(`account.export.${name as keyof typeof lists}`);
    yield `<h2>${escapeHtml(head)} (${rows.length})</h2>`;
    if (!first) continue;
    yield `<table><tr>${Object.keys(first)
      .map((column) => `<th>${label(column)}</th>`)
      .join("")}</tr>`;
    for (const entry of rows)
      yield `<tr>${Object.entries(entry)
        .map(([column, value]) => row(column, value))
        .join("")}</tr>`;
    yield "</table>";
  }
  yield `<h2>${escapeHtml(t("account.export.comments"))}</h2>`;
  for await (const { article, address, status, createdAt, html } of memberComments) {
    // `html` was sanitised by lib/html.
    yield `<article><p class="fact"><a href="${escapeHtml(address)}">${escapeHtml(article)}</a> · ${cell(createdAt)} · ${cell(translateValue(t, "status", status))}</p>${html}</article>`;
  }
  yield "</body></html>";
}

/** Translates a stored enum value; returns anything else unchanged. */
function translateValue(t: Translator, column: string, value: unknown): unknown {
  if (column === "role") return translateEnum(memberRole.enumValues, value, (role) => t(`roles.${role}`));
  if (column === "status")
    return translateEnum(commentStatus.enumValues, value, (entry) => t(`comments.statuses.${entry}`));
  if (column === "kind")
    return translateEnum(notificationKind.enumValues, value, (entry) => t(`notifications.kinds.${entry}`));
  if (column === "topic")
    return translateEnum(stoppableMails, value, (topic) => t(`notificationSettings.topics.${topic}.name`));
  if (column === "frequency")
    return translateEnum(mailFrequency.enumValues, value, (entry) => t(`notificationSettings.frequencies.${entry}`));
  if (column === "measure") {
    const [subject = "", action = ""] = String(value).split("-");
    return action === "message" ? t("statements.titles.message") : appealedActionTitle({ subject, action });
  }
  if (column === "subscription")
    return translateEnum(subscriberState.enumValues, value, (state) => t.typeset(`subscribers.states.${state}`));
  if (column === "rhythm")
    return translateEnum(newsletterRhythm.enumValues, value, (rhythm) => t(`subscription.rhythm.${rhythm}`));
  if (column === "outcome")
    return translateEnum(appealOutcome.enumValues, value, (entry) => t(`appeals.admin.outcome.${entry}`));
  if (column === "reason")
    return translateEnum(reportReason.enumValues, value, (entry) => t(`comments.detail.reasons.${entry}`));
  if (column === "method")
    return translateEnum(signInMethods, value, (entry) => t(`security.sessions.methods.${entry}`));
  return value;
}

const signInMethods = ["password", "link", "passkey"] as const;

function translateEnum<Choice extends string>(
  choices: readonly Choice[],
  value: unknown,
  translateChoice: (choice: Choice) => string,
) {
  const choice = choices.find((entry) => entry === value);
  return choice ? translateChoice(choice) : value;
}
