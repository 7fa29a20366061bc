"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { tryOutAction, tryStoredAction } from "../actions.ts";
import { StoredTrialResult } from "./stored-trial.client.tsx";

/** The strictest action decides what happens to the comment; the others are further reasons. */
const byStrictness = ["refuse", "hold", "flag"] as const;

/** A form that shows the verdicts on a text. Nothing is stored. */
export function TryOut() {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(tryOutAction, idleState);
  const refused = state.status === "refused" ? state : undefined;
  const found = state.status === "done" ? state.value : undefined;
  const strictest = byStrictness.find((action) => found?.verdicts.some((verdict) => verdict.action === action));
  return (
    <form action={action} className="form try-out" noValidate>
      <FormAlert>{refused && Object.keys(refused.fields).length === 0 && refused.message}</FormAlert>
      <TextArea
        name="text"
        id="try-text"
        label={t("settings.tryOut.text")}
        hint={t("settings.tryOut.hint")}
        rows={4}
        refused={refused}
        defaultValue={found?.source}
        key={found?.source}
      />
      <button type="submit" className="button" aria-disabled={pending}>
        {t("settings.tryOut.try")}
      </button>
      <div role="status" className="try-found">
        {found && (
          <>
            {found.verdicts.length === 0 && <p>{t.typeset("settings.tryOut.nothing")}</p>}
            {strictest && (
              <>
                <p>
                  <strong>{t.typeset(`settings.tryOut.${strictest}`)}</strong>
                </p>
                <ul>
                  {found.verdicts.map(({ sentence, see }) => (
                    <li key={sentence}>
                      {sentence} <a href={see.href}>{see.label}</a>
                    </li>
                  ))}
                </ul>
              </>
            )}
            <dl>
              {found.banned.length > 0 && (
                <Found term={t("settings.of.moderation.bannedWords.name")} words={found.banned} />
              )}
              {found.suspect.length > 0 && (
                <Found term={t("settings.of.moderation.suspectWords.name")} words={found.suspect} />
              )}
              {found.spam && (
                <Found
                  term={t("settings.of.moderation.spamScore.name")}
                  words={[t("settings.tryOut.percent", { score: String(found.spam.score) }), ...found.spam.words]}
                />
              )}
              {(["insult", "hate", "threat", "sexual"] as const).map((name) => (
                <Found
                  key={name}
                  term={t.typeset(`settings.tryOut.${name}`)}
                  words={[
                    t("settings.tryOut.percent", { score: String(found.tone[name].percent) }),
                    ...found.tone[name].words,
                  ]}
                />
              ))}
            </dl>
          </>
        )}
      </div>
    </form>
  );
}

/** A form that shows what the settings in force would have held or flagged among the newest comments. */
export function TryStored() {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(tryStoredAction, idleState);
  return (
    <form action={action} className="form try-out">
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <p>{t.typeset("settings.tryOut.storedHint")}</p>
      <button type="submit" className="button" aria-disabled={pending}>
        {t("settings.tryOut.stored")}
      </button>
      <div role="status" className="try-found">
        {state.status === "done" && <StoredTrialResult trial={state.value} />}
      </div>
    </form>
  );
}

function Found({ term, words }: { term: string; words: string[] }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{words.join(", ")}</dd>
    </div>
  );
}
