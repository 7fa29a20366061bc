"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { tryOutAction } from "../actions.ts";

interface Props {
  /** `percent` has its `{score}` filled in here. */
  labels: Record<
    "text" | "hint" | "try" | "nothing" | "banned" | "suspect" | "score" | "percent" | "refuse" | "hold" | "flag",
    string
  >;
}

/** A text, and what the rules would say of it. Nothing is stored. */
export function TryOut({ labels }: Props) {
  const [state, action, pending] = useFormAction(tryOutAction, idleState);
  const refused = state.status === "refused" ? state : undefined;
  const found = state.status === "done" ? state.value : undefined;
  return (
    <form action={action} className="form try-out" noValidate>
      <FormAlert>{refused && Object.keys(refused.fields).length === 0 && refused.message}</FormAlert>
      <TextArea
        name="text"
        id="try-text"
        label={labels.text}
        hint={labels.hint}
        rows={4}
        refused={refused}
        defaultValue={found?.source}
        key={found?.source}
      />
      <button type="submit" className="button" aria-disabled={pending}>
        {labels.try}
      </button>
      <div role="status" className="try-found">
        {found && (
          <>
            {found.verdicts.length === 0 && <p>{labels.nothing}</p>}
            {found.verdicts.length > 0 && (
              <ul>
                {found.verdicts.map(({ action: does, sentence, see }) => (
                  <li key={sentence}>
                    <strong>{labels[does]}</strong> {sentence} <a href={see.href}>{see.label}</a>
                  </li>
                ))}
              </ul>
            )}
            <dl>
              {found.banned.length > 0 && <Found term={labels.banned} words={found.banned} />}
              {found.suspect.length > 0 && <Found term={labels.suspect} words={found.suspect} />}
              {found.spam && (
                <Found
                  term={labels.score}
                  words={[labels.percent.replace("{score}", String(found.spam.score)), ...found.spam.words]}
                />
              )}
            </dl>
          </>
        )}
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
