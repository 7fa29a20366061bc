import { discussionPath } from "#features/articles/rules.ts";
import { actionTitle, reasonTitle, ruleTitle } from "#features/moderation/decisions/titles.ts";
import type { CommunityRule } from "#features/pages/built-in/built-in-pages.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { typeset } from "#lib/typography.ts";
import { outcomeTitle } from "../log-text.ts";
import type { LogLine } from "../queries.ts";
import { logFilterPath } from "../rules.ts";

interface Props {
  lines: LogLine[];
  rules: CommunityRule[];
  zone: string;
}

/** The lines of a page, grouped by day. */
export function LogLines({ lines, rules, zone }: Props) {
  const days = new Map<string, LogLine[]>();
  for (const line of lines) {
    const day = formatDate(line.at, { locale: siteLocale(), zone, style: "short" });
    days.set(day, [...(days.get(day) ?? []), line]);
  }
  return [...days].map(([day, ofDay]) => (
    <section key={day} className="log-day" aria-label={day}>
      <h2>{day}</h2>
      <ol>
        {ofDay.map((line) => (
          <Line key={line.id} line={line} rules={rules} zone={zone} />
        ))}
      </ol>
    </section>
  ));
}

function Line({ line, rules, zone }: { line: LogLine; rules: CommunityRule[]; zone: string }) {
  const t = translator();
  const { id, subject, action, article, reason, comments, withBan, outcome, outcomeAt, at } = line;
  const title = reason && reasonTitle(reason, rules);
  return (
    <li id={`decision-${id}`} className="log-line" data-outcome={outcome}>
      <time className="log-time" dateTime={at.toISOString()}>
        {formatClock(at, zone)}
      </time>
      <div className="log-decision">
        <p>
          <strong>{typeset(actionTitle(subject, action))}</strong>
          {comments > 0 && ` ${t("moderationLog.withComments", { count: comments })}`}
          {withBan && ` ${t("moderationLog.withBan")}`}
        </p>
        {subject !== "member" && (
          <p className="log-article">
            {article ? (
              <a href={discussionPath(article.slug)}>{typeset(article.title)}</a>
            ) : (
              t("moderationLog.noArticle")
            )}
          </p>
        )}
        {outcome !== "stands" && (
          <p className="log-outcome">
            {typeset(outcomeTitle(outcome))}
            {line.sole && ` ${t("moderationLog.sole")}`}
            {outcomeAt && (
              <>
                {" · "}
                <FormattedDate at={outcomeAt} style="long" />
              </>
            )}
          </p>
        )}
      </div>
      <p className="log-reason">
        {title && (
          <>
            <span className="log-label">{t("moderationLog.reason")}</span>{" "}
            <a href={rules.some((rule) => rule.anchor === reason) ? `/rules#${reason}` : "/rules"}>{typeset(title)}</a>
          </>
        )}
      </p>
      <p className="log-decider">
        <span className="log-label">{t("moderationLog.decidedBy")}</span> <Decider line={line} />
      </p>
    </li>
  );
}

function Decider({ line: { rule, by } }: { line: LogLine }) {
  const t = translator();
  if (rule !== null)
    return <a href={logFilterPath({ by: rule })}>{t.typeset("moderationLog.byRule", { rule: ruleTitle(rule) })}</a>;
  if (by) return <a href={logFilterPath({ by: `@${by.handle}` })}>{by.name}</a>;
  return t("moderationLog.byPeople");
}

const clockFormats = new Map<string, Intl.DateTimeFormat>();

function formatClock(at: Date, zone: string): string {
  const format =
    clockFormats.get(zone) ??
    new Intl.DateTimeFormat("fr-FR", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  clockFormats.set(zone, format);
  return format.format(at);
}
