import type { ComponentProps } from "react";
import { ButtonForm } from "#components/ui/button-form.client.tsx";
import { translator } from "#i18n/translator.ts";
import { deletePasskey, preparePasskeyRegistration, registerPasskey } from "../passkeys/actions.ts";
import { PasskeyAddForm } from "./passkey-add-form.client.tsx";
import { RequireRecentSignIn } from "./require-recent-sign-in.tsx";

/** A member's passkeys, each with a remove button, and after a recent sign-in the form that adds one. */
export function PasskeyList({
  passkeys,
  when,
  recentSignIn,
}: {
  passkeys: { id: string; name: string; createdAt: Date; lastUsedAt: Date | null }[];
  /** Formats a moment. */
  when: (moment: Date) => string;
  /** The props of the form that asks for a new sign-in. */
  recentSignIn: Omit<ComponentProps<typeof RequireRecentSignIn>, "children">;
}) {
  const t = translator();
  return (
    <>
      {passkeys.length > 0 && (
        <ul className="account-list">
          {passkeys.map(({ id, name, createdAt, lastUsedAt }) => (
            <li key={id}>
              <div>
                <strong>{name}</strong>
                <p>
                  {t("security.passkeys.added", { when: when(createdAt) })}
                  {" · "}
                  {lastUsedAt ? t("security.passkeys.used", { when: when(lastUsedAt) }) : t("security.passkeys.unused")}
                </p>
              </div>
              <ButtonForm
                action={deletePasskey}
                id={id}
                label={t("security.passkeys.remove")}
                accessibleLabel={t("security.passkeys.removeOne", { name })}
              />
            </li>
          ))}
        </ul>
      )}
      <RequireRecentSignIn {...recentSignIn}>
        <PasskeyAddForm
          prepare={preparePasskeyRegistration}
          add={registerPasskey}
          labels={{
            name: t("security.passkeys.name"),
            nameHint: t.typeset("security.passkeys.nameHint"),
            add: t("security.passkeys.add"),
            cancelled: t("security.passkeys.cancelled"),
            known: t("errors.passkey.known"),
            unsupported: t("errors.passkey.script"),
          }}
        />
        <noscript>
          <p className="field-hint">{t("errors.passkey.script")}</p>
        </noscript>
      </RequireRecentSignIn>
    </>
  );
}
