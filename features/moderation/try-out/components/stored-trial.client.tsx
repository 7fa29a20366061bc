"use client";

import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { StoredTrial } from "../queries.ts";

/** What settings would have held or flagged among the newest stored comments, with what moderators decided. */
export function StoredTrialResult({ trial }: { trial: StoredTrial }) {
  const t = useTranslator();
  const { tried, found, isCut } = trial;
  if (tried === 0) return <p>{t.typeset("settings.tryOut.noComments")}</p>;
  const held = found.filter(({ effect }) => effect === "held").length;
  const refused = found.filter(({ outcome }) => outcome === "refused").length;
  return (
    <div className="stored-trial">
      <p>
        {t.typeset("settings.tryOut.summary", { tried, held, flagged: found.length - held })}{" "}
        {found.length > 0 && t.typeset("settings.tryOut.decided", { refused })}{" "}
        {isCut && t.typeset("settings.tryOut.cut")}
      </p>
      {found.length > 0 && (
        <ol>
          {found.map(({ id, authorName, date, passage, outcome, effect, reasons }) => (
            <li key={id}>
              <blockquote dir="auto">{passage}</blockquote>
              <p className="stored-trial-facts">
                <a href={`/comments/${id}`}>{t.typeset("settings.tryOut.by", { name: authorName, date })}</a>{" "}
                <strong data-outcome={outcome}>{t(`settings.tryOut.outcomes.${outcome}`)}</strong>
              </p>
              <p>
                <strong>{t.typeset(`settings.tryOut.${effect === "held" ? "hold" : "flag"}`)}</strong>{" "}
                {reasons.map(({ sentence }) => sentence).join(" ")}
              </p>
            </li>
          ))}
        </ol>
      )}
      <p className="stored-trial-scope">{t.typeset("settings.tryOut.scope")}</p>
    </div>
  );
}
