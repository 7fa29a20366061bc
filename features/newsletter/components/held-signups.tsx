import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import type { listHeldSignups } from "../subscriber-admin/queries.ts";
import { HeldSignupForm } from "./held-signup-form.client.tsx";

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
            <HeldSignupForm
              id={signup.id}
              labels={{
                allow: t("subscribers.held.allow"),
                refuse: t("subscribers.held.refuse"),
                allowOf: t("subscribers.held.allowOf", { address: signup.address }),
                refuseOf: t("subscribers.held.refuseOf", { address: signup.address }),
              }}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
