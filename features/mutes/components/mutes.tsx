import { Avatar } from "#components/ui/avatar.tsx";
import type { loadMutes } from "#features/mutes/loaders.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { mediaSrc } from "#lib/media-path.ts";
import { MuteForm } from "./mute-form.client.tsx";

type Loaded = Awaited<ReturnType<typeof loadMutes>>;

/** Asks whether to mute the member named in the URL, or says why they cannot be muted. */
export function MuteQuestion({ target }: { target: NonNullable<Loaded["target"]> }) {
  const t = translator();
  const { name, handle, own, muted } = target;
  if (own) return <p>{t.typeset("mutes.oneself")}</p>;
  return (
    <>
      <p className="account-lead">{t(muted ? "mutes.isMuted" : "mutes.explanation", { name })}</p>
      {muted ? (
        <MuteForm member={handle} does="unmute" label={t("mutes.unmuteName", { name })} />
      ) : (
        <MuteForm member={handle} does="mute" label={t("mutes.muteName", { name })} strong />
      )}
    </>
  );
}

/** The members whom the viewer has muted, each with a button to unmute. */
export function MuteList({ muted }: { muted: Loaded["muted"] }) {
  const t = translator();
  if (muted.length === 0) return <p className="account-lead">{t("mutes.none")}</p>;
  return (
    <ul className="mute-list">
      {muted.map(({ handle, name, avatar, profile, since }) => (
        <li key={handle}>
          <Avatar name={name} src={avatar ? mediaSrc(avatar, 160, "jpeg") : undefined} />
          <p>
            {profile ? <a href={`/members/${handle}`}>{name}</a> : <strong>{name}</strong>}
            <span>
              {t("mutes.since")} <FormattedDate at={since} style="short" absolute />
            </span>
          </p>
          <MuteForm member={handle} does="unmute" label={t("mutes.unmute")} name={t("mutes.unmuteName", { name })} />
        </li>
      ))}
    </ul>
  );
}
