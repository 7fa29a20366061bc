import { ButtonsForm } from "#components/ui/buttons-form.client.tsx";
import { ConfirmedButton } from "#components/ui/confirmed-button.client.tsx";
import type { FeedStatus } from "#db/schema/syndication.ts";
import { translator } from "#i18n/translator.ts";
import { changeFeedAction } from "../actions.ts";

const steps: Record<FeedStatus, readonly ("fetch" | "pause" | "resume" | "restore")[]> = {
  active: ["fetch", "pause"],
  paused: ["resume"],
  gone: ["resume"],
  removed: ["restore"],
};

/** The buttons that fetch, pause, resume, remove or restore a feed. */
export function FeedSteps({ id, name, status }: { id: number; name: string; status: FeedStatus }) {
  const t = translator();
  return (
    <div className="feeds-tools">
      <ButtonsForm
        action={changeFeedAction}
        id={id}
        className="feed-steps"
        buttons={steps[status].map((act) => ({
          act,
          label: t.typeset(`sources.step.${act}`),
          accessibleLabel: t.typeset("sources.step.of", { step: t.typeset(`sources.step.${act}`), name }),
        }))}
      />
      {status !== "removed" && (
        <ConfirmedButton
          action={changeFeedAction}
          id={String(id)}
          act="remove"
          label={t("sources.step.remove")}
          accessibleLabel={t.typeset("sources.step.of", { step: t.typeset("sources.step.remove"), name })}
          text={t.typeset("sources.step.removeText")}
          confirm={t("sources.step.removeConfirm")}
          done={undefined}
        />
      )}
    </div>
  );
}
