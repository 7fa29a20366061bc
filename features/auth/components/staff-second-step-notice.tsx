import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { getSettings } from "#features/settings/cached.ts";
import { translator } from "#i18n/translator.ts";
import { lacksSecondStep } from "../loaders.ts";
import type { Viewer } from "../viewer.ts";

/** If the site requires a second step of its staff: what is still missing, or the link to continue. Renders nothing for other members. */
export async function StaffSecondStepNotice({ viewer, passkeys }: { viewer: Viewer; passkeys: number }) {
  if (viewer.role === "reader" || (await getSettings())["members.staffTwoStep"] === 0) return null;
  const t = translator();
  if (await lacksSecondStep(viewer))
    return <FormAlert>{t.typeset(passkeys > 0 ? "security.staff.passkeyOnly" : "security.staff.needed")}</FormAlert>;
  return (
    <p className="account-lead">
      {t("security.staff.ready")} <a href="/admin">{t("security.staff.admin")}</a>
    </p>
  );
}
