import { ButtonsForm } from "#components/ui/buttons-form.client.tsx";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { decideHeldSignupAction } from "../subscriber-admin/actions.ts";
import type { listHeldSignups } from "../subscriber-admin/queries.ts";

/** The sign-ups of disposable addresses that wait for a decision; nothing if there are none. */
export function HeldSignups({ held }: { held: Awaited<ReturnType<typeof listHeldSignups>> }) {
  const t = translator();
  if (held.length === 0) return null;
  return (
    <section className="subscribers-section" aria-labelledby="held-signups">
      <h2 id="held-signups">{t("subscribers.held.title", { count: held.length })}</h2>
      <p className="admin-intro">{t.typeset("subscribers.held.lead")}</p>
      <ul className="subscriber-list">
        {held.map((signup) => (
          <li key={signup.id}>
            <div>
              <p>{signup.address}</p>
              <p className="admin-detail">
                <FormattedDate at={signup.createdAt} style="short" /> · {signup.page}
              </p>
            </div>
            <ButtonsForm
              action={decideHeldSignupAction}
              id={signup.id}
              className="subscriber-actions"
              buttons={[
                {
                  act: "allow",
                  label: t("subscribers.held.allow"),
                  accessibleLabel: t("subscribers.held.allowOf", { address: signup.address }),
                },
                {
                  act: "refuse",
                  label: t("subscribers.held.refuse"),
                  accessibleLabel: t("subscribers.held.refuseOf", { address: signup.address }),
                },
              ]}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
