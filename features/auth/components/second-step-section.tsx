import type { ComponentProps } from "react";
import { ButtonForm } from "#components/ui/button-form.client.tsx";
import { isRecentSignIn } from "#features/members/rules.ts";
import { translator } from "#i18n/translator.ts";
import {
  cancelAuthenticatorSetup,
  confirmAuthenticator,
  removeAuthenticator,
  renewRecoveryCodesAction,
  startAuthenticatorSetup,
} from "../second-step/actions.ts";
import type { SecondStepState as Standing } from "../second-step/mutations.ts";
import { totpUri } from "../second-step/totp.ts";
import { QrCode } from "./qr-code.tsx";
import { RequireRecentSignIn } from "./require-recent-sign-in.tsx";
import { SecondStepForms } from "./second-step-forms.client.tsx";

interface Props {
  secondStep: Standing;
  /** The site's name in the authenticator app. */
  site: string;
  handle: string;
  /** The props of the form that asks for a new sign-in before an app is linked. */
  recentSignIn: Omit<ComponentProps<typeof RequireRecentSignIn>, "children">;
}

/** The section for the second step: set up, enabled, or off. */
export function SecondStepSection({ secondStep, site, handle, recentSignIn }: Props) {
  const t = translator();
  // A pending secret needs a recent sign-in too, in case someone found an open session.
  if (
    secondStep.state === "off" ||
    (secondStep.state === "waiting" && !isRecentSignIn(recentSignIn.viewer.signedInAt))
  ) {
    return (
      <RequireRecentSignIn {...recentSignIn}>
        <ButtonForm action={startAuthenticatorSetup} label={t("security.secondStep.setUp")} variant="strong" />
      </RequireRecentSignIn>
    );
  }
  const secret = secondStep.state === "waiting" ? secondStep.secret : undefined;
  const codesLeft = secondStep.state === "on" ? secondStep.codesLeft : 0;
  return (
    <SecondStepForms
      state={secondStep.state}
      actions={{ confirm: confirmAuthenticator, renew: renewRecoveryCodesAction, stop: removeAuthenticator }}
      setUp={
        secret && (
          <div className="authenticator-setup">
            <QrCode text={totpUri(secret, site, handle)} label={t("security.secondStep.qr")} />
            <div>
              <p>{t("security.secondStep.scan")}</p>
              <p className="field-hint">{t.typeset("security.secondStep.manualEntry")}</p>
              <code>{secret.match(/.{1,4}/g)?.join(" ")}</code>
            </div>
          </div>
        )
      }
      cancel={<ButtonForm action={cancelAuthenticatorSetup} label={t("security.secondStep.cancel")} />}
      status={
        <p className="account-lead">
          <strong>{t("security.secondStep.on")}</strong> {t("security.secondStep.codesLeft", { count: codesLeft })}
        </p>
      }
      labels={{
        code: t("security.secondStep.firstCode"),
        confirm: t("security.secondStep.confirm"),
        either: t("security.secondStep.codeOrRecovery"),
        renewTitle: t("security.secondStep.regenerateTitle"),
        renew: t("security.secondStep.regenerate"),
        stopTitle: t("security.secondStep.disableTitle"),
        stop: t("security.secondStep.disable"),
        codesTitle: t("security.secondStep.codesTitle", { site }),
        codesLead: t.typeset("security.secondStep.codesLead"),
        download: t("security.secondStep.download"),
        file: t("security.secondStep.file"),
        noted: t("security.secondStep.saved"),
      }}
    />
  );
}
