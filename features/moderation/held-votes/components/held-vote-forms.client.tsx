"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { decideAction } from "#features/moderation/actions.ts";
import { DecisionFeedback } from "#features/moderation/components/decision-feedback.client.tsx";
import { heldVotesPath, voteRuleAnchor } from "#features/ratings/vote-brigading/rules.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { type FormState, idleState } from "#lib/action.ts";
import { decideHeldVotesAction } from "../actions.ts";

const DecisionContext = createContext<(decision: number) => void>(() => {});

interface AreaProps {
  /** The decision just made without JavaScript. */
  done?: number | undefined;
  children: ReactNode;
}

/** Keeps the last decision with its undo on the page after its vote has left the list. */
export function HeldVotesProvider({ done, children }: AreaProps) {
  const router = useRouter();
  const [last, setLast] = useState(done);
  const tell = useRef((decision: number) => {
    setLast(decision);
    router.refresh();
  });
  return (
    <DecisionContext value={tell.current}>
      {last !== undefined && (
        <div className="held-feedback">
          <DecisionFeedback
            key={last}
            decision={last}
            here={last !== done}
            back={heldVotesPath}
            onDone={() => router.refresh()}
          />
        </div>
      )}
      {children}
    </DecisionContext>
  );
}

/** The community's rules; a discarded vote cites one of them. */
type Rules = { anchor: string; title: string }[];

/** The actions on one held vote. */
export function VoteActions({
  vote,
  rules,
  name,
  isDiscarded,
}: {
  vote: { id: number; version: number };
  rules: Rules;
  name: string;
  isDiscarded: boolean;
}) {
  const t = useTranslator();
  const [state, act, pending] = useFormAction(decideAction, idleState);
  useReportDecision(state.status === "done" ? state.value.decision : undefined);
  return (
    <form action={act} className="held-actions">
      <input type="hidden" name="kind" value="vote" />
      <input type="hidden" name="id" value={vote.id} />
      <input type="hidden" name="expectedVersion" value={vote.version} />
      <input type="hidden" name="back" value={heldVotesPath} />
      <DecisionButtons
        release={t("heldVotes.release")}
        discard={t("heldVotes.discard")}
        rules={rules}
        state={state}
        pending={pending}
        name={name}
        isDiscarded={isDiscarded}
      />
    </form>
  );
}

/** The actions on all held votes of an article. */
export function AllVotesActions({
  article,
  upTo,
  count,
  rules,
}: {
  article: number;
  upTo: string;
  count: number;
  rules: Rules;
}) {
  const t = useTranslator();
  const [state, act, pending] = useFormAction(decideHeldVotesAction, idleState);
  useReportDecision(state.status === "done" ? state.value.decision : undefined);
  return (
    <form action={act} className="held-actions">
      <input type="hidden" name="article" value={article} />
      <input type="hidden" name="upTo" value={upTo} />
      <DecisionButtons
        release={t("heldVotes.releaseAll", { count })}
        discard={t("heldVotes.discardAll", { count })}
        rules={rules}
        state={state}
        pending={pending}
      />
    </form>
  );
}

interface DecisionButtonsProps {
  release: string;
  discard: string;
  rules: Rules;
  state: FormState<unknown>;
  pending: boolean;
  /** The voter, for screen reader users who hear the button without its row. */
  name?: string;
  isDiscarded?: boolean;
}

/**
 * A vote is released with one click. A discarded vote breaks a rule, which its voter reads, so the form asks for it
 * first.
 */
function DecisionButtons({ release, discard, rules, state, pending, name, isDiscarded }: DecisionButtonsProps) {
  const t = useTranslator();
  const preset = rules.find(({ anchor }) => anchor === voteRuleAnchor)?.anchor ?? "";
  const called = (text: string) => name && `${text}, ${name}`;
  return (
    <>
      {state.status === "refused" && <FormAlert>{Object.values(state.fields)[0] ?? state.message}</FormAlert>}
      <button
        type="submit"
        name="action"
        value="release"
        className="button"
        formNoValidate
        aria-disabled={pending}
        aria-label={called(release)}
      >
        {pending ? t("ratings.sending") : release}
      </button>
      {!isDiscarded && (
        <details className="held-discard" open={state.status === "refused"}>
          <summary className="button" aria-label={called(`${discard}…`)}>
            {discard}…
          </summary>
          <div>
            <label>
              {t("heldVotes.reason")}
              <select name="reason" required defaultValue={preset}>
                <option value="">{t("heldVotes.chooseReason")}</option>
                {rules.map(({ anchor, title }) => (
                  <option key={anchor} value={anchor}>
                    {title}
                  </option>
                ))}
              </select>
            </label>
            <button
              type="submit"
              name="action"
              value="discard"
              className="button button-danger"
              aria-disabled={pending}
            >
              {pending ? t("ratings.sending") : discard}
            </button>
          </div>
        </details>
      )}
    </>
  );
}

function useReportDecision(decision: number | undefined) {
  const tell = useContext(DecisionContext);
  useEffect(() => {
    if (decision !== undefined) tell(decision);
  }, [decision, tell]);
}
