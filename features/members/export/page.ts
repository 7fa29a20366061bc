import { appealOutcome, commentStatus, memberRole, notificationKind, reportReason } from "#db/schema.ts";
import { actionLabel } from "#features/moderation/appeals/words.ts";
import { siteLocale, type Translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import type { Belongings, OwnComment } from "./contents.ts";

type Lists = Omit<Belongings, "profile">;
/** A column of any of the tables: `data.json` has the name, the page its label. */
type Column = keyof Belongings["profile"] | { [Name in keyof Lists]: keyof Lists[Name][number] }[keyof Lists];

const escaped: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const safe = (text: string) => text.replace(/[&<>"]/g, (character) => escaped[character] ?? character);

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

/** The readable page of an export, piece by piece: the parts as tables, then the comments. Without scripts, pictures from elsewhere, or links to follow it by. */
export async function* writePage(site: Site, belongings: Belongings, own: AsyncIterable<OwnComment>) {
  const { t } = site;
  const locale = siteLocale();
  const cell = (value: unknown): string => {
    if (value === null || value === undefined || value === "") return "–";
    if (value instanceof Date) return safe(formatDate(value, { locale, zone: site.zone, style: "long" }));
    if (typeof value === "boolean") return value ? t("account.export.yes") : t("account.export.no");
    return safe(String(value));
  };
  const label = (column: string) => safe(t(`account.export.columns.${column as Column}`));
  const row = (column: string, value: unknown) => `<td>${cell(worded(t, column, value))}</td>`;
  const title = safe(t("account.export.pageTitle", { site: site.name }));
  yield `<!DOCTYPE html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
    `<meta name="color-scheme" content="light dark"><title>${title}</title><style>${style}</style></head><body><h1>${title}</h1>` +
    `<p class="fact">${cell(new Date())}</p>`;
  const { profile, ...lists } = belongings;
  yield `<h2>${safe(t("account.export.profile"))}</h2><table>${Object.entries(profile)
    .map(([name, value]) => `<tr><th>${label(name)}</th>${row(name, value)}</tr>`)
    .join("")}</table>`;
  for (const [name, rows] of Object.entries(lists)) {
    const [first] = rows;
    const head = t(`account.export.${name as keyof typeof lists}`);
    yield `<h2>${safe(head)} (${rows.length})</h2>`;
    if (!first) continue;
    yield `<table><tr>${Object.keys(first)
      .map((column) => `<th>${label(column)}</th>`)
      .join("")}</tr>`;
    for (const one of rows)
      yield `<tr>${Object.entries(one)
        .map(([column, value]) => row(column, value))
        .join("")}</tr>`;
    yield "</table>";
  }
  yield `<h2>${safe(t("account.export.comments"))}</h2>`;
  for await (const { article, address, status, createdAt, html } of own) {
    // `html` is allowlisted: lib/html made it.
    yield `<article><p class="fact"><a href="${safe(address)}">${safe(article)}</a> · ${cell(createdAt)} · ${cell(worded(t, "status", status))}</p>${html}</article>`;
  }
  yield "</body></html>";
}

/** A word that the database keeps for a choice, as people say it; anything else as it is. */
function worded(t: Translator, column: string, value: unknown): unknown {
  if (column === "role") return among(memberRole.enumValues, value, (role) => t(`account.export.roles.${role}`));
  if (column === "status") return among(commentStatus.enumValues, value, (one) => t(`account.export.statuses.${one}`));
  if (column === "kind") return among(notificationKind.enumValues, value, (one) => t(`account.export.kinds.${one}`));
  if (column === "measure") {
    const [subject = "", action = ""] = String(value).split("-");
    return action === "message" ? t("statements.what.message") : actionLabel({ subject, action });
  }
  if (column === "outcome") return among(appealOutcome.enumValues, value, (one) => t(`appeals.admin.outcome.${one}`));
  if (column === "reason") return among(reportReason.enumValues, value, (one) => t(`comments.own.reasons.${one}`));
  if (column === "method") return among(methods, value, (one) => t(`security.sessions.how.${one}`));
  return value;
}

const methods = ["password", "link", "passkey"] as const;

function among<Choice extends string>(choices: readonly Choice[], value: unknown, say: (choice: Choice) => string) {
  const choice = choices.find((one) => one === value);
  return choice ? say(choice) : value;
}
