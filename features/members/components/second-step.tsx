import type { ComponentProps } from "react";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { isRecent } from "../rules.ts";
import { cancelApp, confirmApp, renewCodes, startApp, stopApp } from "../second-step/actions.ts";
import type { SecondStep as Standing } from "../second-step/mutations.ts";
import { appAddress } from "../second-step/totp.ts";
import { PressForm } from "./press-form.client.tsx";
import { QrCode } from "./qr-code.tsx";
import { Recently } from "./recently.tsx";
import { SecondStepForms } from "./second-step-forms.client.tsx";

interface Props {
  standing: Standing;
  /** As the authenticator app will name the account. */
  site: string;
  handle: string;
  /** What asks somebody who signed in a while ago, before an app is linked. */
  again: Omit<ComponentProps<typeof Recently>, "children">;
}

/** The second step of one's account: set up, in force, or off. */
export function SecondStep({ standing, site, handle, again }: Props) {
  const t = translator();
  // Somebody who finds an open session learns no secret that waits either.
  if (standing.state === "off" || (standing.state === "waiting" && !isRecent(again.viewer.signedInAt))) {
    return (
      <Recently {...again}>
        <PressForm action={startApp} label={t("security.code.start")} look="strong" />
      </Recently>
    );
  }
  const secret = standing.state === "waiting" ? standing.secret : undefined;
  const left = standing.state === "on" ? standing.codesLeft : 0;
  return (
    <SecondStepForms
      state={standing.state}
      actions={{ confirm: confirmApp, renew: renewCodes, stop: stopApp }}
      setUp={
        secret && (
          <div className="app-set-up">
            <QrCode text={appAddress(secret, site, handle)} label={t("security.code.qr")} />
            <div>
              <p>{t("security.code.scan")}</p>
              <p className="field-hint">{typeset(t("security.code.byHand"))}</p>
              <code>{secret.match(/.{1,4}/g)?.join(" ")}</code>
            </div>
          </div>
        )
      }
      cancel={<PressForm action={cancelApp} label={t("security.code.cancel")} />}
      status={
        <p className="account-lead">
          <strong>{t("security.code.on")}</strong> {t("security.code.left", { count: left })}
        </p>
      }
      labels={{
        code: t("security.code.first"),
        confirm: t("security.code.confirm"),
        either: t("security.code.either"),
        renewTitle: t("security.code.renewTitle"),
        renew: t("security.code.renew"),
        stopTitle: t("security.code.stopTitle"),
        stop: t("security.code.stop"),
        codesTitle: t("security.code.codesTitle", { site }),
        codesLead: typeset(t("security.code.codesLead")),
        download: t("security.code.download"),
        file: t("security.code.file"),
        noted: t("security.code.noted"),
      }}
    />
  );
}
