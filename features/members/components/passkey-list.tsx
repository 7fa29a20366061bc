import { translator } from "#i18n/translator.ts";
import { addNewPasskey, forgetPasskey, prepareNewPasskey } from "../passkeys/actions.ts";
import { PasskeyAddForm } from "./passkey-add-form.client.tsx";
import { PressForm } from "./press-form.client.tsx";

/** A member's passkeys, each removable, and the form that adds one. */
export function PasskeyList({
  passkeys,
  when,
}: {
  passkeys: { id: string; name: string; createdAt: Date; lastUsedAt: Date | null }[];
  /** A moment in words. */
  when: (moment: Date) => string;
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
              <PressForm
                action={forgetPasskey}
                id={id}
                label={t("security.passkeys.remove")}
                fullLabel={t("security.passkeys.removeOne", { name })}
              />
            </li>
          ))}
        </ul>
      )}
      <PasskeyAddForm
        prepare={prepareNewPasskey}
        add={addNewPasskey}
        labels={{
          name: t("security.passkeys.name"),
          nameHint: t("security.passkeys.nameHint"),
          add: t("security.passkeys.add"),
          cancelled: t("security.passkeys.cancelled"),
          known: t("errors.passkey.known"),
          unsupported: t("errors.passkey.script"),
        }}
      />
      <noscript>
        <p className="field-hint">{t("errors.passkey.script")}</p>
      </noscript>
    </>
  );
}
