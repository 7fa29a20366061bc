import { TextArea } from "#components/ui/text-area.tsx";
import { changeKinds, longestCorrection } from "#features/corrections/rules.ts";
import type { SectionProps } from "./section.ts";

type Props = Pick<SectionProps, "labels" | "shown" | "typed"> & { locked: boolean };

/** What an update of a published text is, and what readers are told of it. */
export function ChangeFields({ labels, shown, typed, locked }: Props) {
  return (
    <fieldset className="desk-change" disabled={locked}>
      <legend>{labels.change}</legend>
      {changeKinds.map((kind) => (
        <label key={kind}>
          <input type="radio" name="change" value={kind} defaultChecked={kind === typed("change", "typo")} />
          {labels[`change_${kind}`]}
        </label>
      ))}
      <TextArea
        name="changeNote"
        label={labels.changeNote}
        hint={labels.changeNoteHint}
        rows={2}
        maxLength={longestCorrection}
        defaultValue={typed("changeNote", "")}
        refused={shown}
      />
    </fieldset>
  );
}
