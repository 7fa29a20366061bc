import { TextArea } from "#components/ui/text-area.tsx";
import { maxWithdrawalNoteLength } from "#features/newsroom/rules.ts";
import { hasError, type SectionProps } from "./section-props.ts";

type Props = Pick<SectionProps, "desk" | "labels" | "live" | "shown" | "typed"> & { locked: boolean; pending: boolean };

/** Takes an article away from readers, with what they are told at its address; on one that is withdrawn, changes that. */
export function WithdrawFields({ desk, labels, live, shown, typed, locked, pending }: Props) {
  const withdrawn = live.status === "withdrawn";
  return (
    <details open={withdrawn || hasError(shown, /^withdraw/)} className="publish-later">
      <summary>{withdrawn ? labels.withdrawn : labels.withdraw}</summary>
      <fieldset disabled={locked}>
        <legend className="sr-only">{labels.withdraw}</legend>
        <TextArea
          name="withdrawNote"
          label={labels.withdrawNote}
          hint={labels.withdrawNoteHint}
          rows={3}
          maxLength={maxWithdrawalNoteLength}
          defaultValue={typed("withdrawNote", desk.withdrawNote)}
          refused={shown}
        />
        <button type="submit" name="act" value="withdraw" className="button" aria-disabled={pending}>
          {withdrawn ? labels.changeWithdrawNote : labels.withdrawNow}
        </button>
      </fieldset>
    </details>
  );
}
