import { RequireRecentSignIn } from "#features/auth/components/require-recent-sign-in.tsx";
import type { Viewer } from "#features/auth/viewer.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { loadDeletion } from "../deletion/loaders.ts";
import { deletionDelayDays } from "../deletion/rules.ts";
import { CancelDeletionForm, DeleteAccountForm } from "./deletion-forms.client.tsx";

/** Shows what a deletion would remove, with numbers, and the choice; during a pending deletion its day and the button to cancel. */
export async function DeletionSection({ viewer, hasPassword }: { viewer: Viewer; hasPassword: boolean }) {
  const t = translator();
  const { pendingDeletion, belongings } = await loadDeletion(viewer.id);
  const { visible, answered, unseen, ratings, reactions, bylines } = belongings;
  if (pendingDeletion) {
    return (
      <div className="form-note deletion-pending">
        <p>
          {t("account.deletion.pending")} <FormattedDate at={pendingDeletion.dueAt} style="long" absolute />.{" "}
          {t(pendingDeletion.keepsComments ? "account.deletion.pendingKeep" : "account.deletion.pendingRemove", {
            visible,
          })}
        </p>
        <CancelDeletionForm labels={{ submit: t("account.deletion.cancel"), kept: t("account.deletion.kept") }} />
      </div>
    );
  }
  const effects = [
    t("account.deletion.personalData"),
    t.typeset("account.deletion.votes", { ratings, reactions }),
    ...(unseen > 0 ? [t("account.deletion.hiddenComments", { unseen })] : []),
    ...(bylines > 0 ? [t("account.deletion.bylines")] : []),
    t("account.deletion.delay", { days: deletionDelayDays }),
  ];
  return (
    <>
      <ul className="account-effects">
        {effects.map((effect) => (
          <li key={effect}>{typeset(effect)}</li>
        ))}
      </ul>
      <RequireRecentSignIn viewer={viewer} hasPassword={hasPassword} next="/account/data">
        <DeleteAccountForm
          labels={{
            legend: t("account.deletion.legend", { visible }),
            keep: t("account.deletion.keep"),
            keepEffect: t.typeset("account.deletion.keepEffect", { visible }),
            remove: t("account.deletion.remove"),
            removeEffect: t.typeset("account.deletion.removeEffect", { visible, answered }),
            sure: t("account.deletion.sure", { days: deletionDelayDays }),
            submit: t("account.deletion.submit"),
          }}
        />
      </RequireRecentSignIn>
    </>
  );
}
