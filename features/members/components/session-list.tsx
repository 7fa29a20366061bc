import { translator } from "#i18n/translator.ts";
import { endOtherSessions, endSession } from "../sessions/actions.ts";
import { deviceOf } from "../sessions/device.ts";
import { PressForm } from "./press-form.client.tsx";

interface Props {
  sessions: { id: string; userAgent: string; method: string; createdAt: Date; lastSeenAt: Date }[];
  /** The one that asks. */
  current: string;
  /** A moment in words. */
  when: (moment: Date) => string;
}

/** Where one is signed in, this device first; each other one can be signed out. */
export function SessionList({ sessions, current, when }: Props) {
  const t = translator();
  const sorted = [...sessions].sort((a, b) => Number(b.id === current) - Number(a.id === current));
  return (
    <>
      <ul className="account-list">
        {sorted.map(({ id, userAgent, method, createdAt, lastSeenAt }) => {
          const device = nameOf(userAgent);
          const here = id === current;
          return (
            <li key={id}>
              <div>
                <strong>{device}</strong>
                {here && <span className="account-mark">{t("security.sessions.here")}</span>}
                <p>
                  {!here && t("security.sessions.seen", { when: when(lastSeenAt) })}
                  {!here && " · "}
                  {t("security.sessions.since", { when: when(createdAt), how: wayIn(method) })}
                </p>
              </div>
              {!here && (
                <PressForm
                  action={endSession}
                  id={id}
                  label={t("security.sessions.end")}
                  fullLabel={t("security.sessions.endOne", { device })}
                />
              )}
            </li>
          );
        })}
      </ul>
      {sessions.length > 1 && <PressForm action={endOtherSessions} label={t("security.sessions.endOthers")} />}
    </>
  );
}

function nameOf(userAgent: string): string {
  const t = translator();
  const { browser, system } = deviceOf(userAgent);
  if (browser && system) return t("security.sessions.device", { browser, system });
  return browser ?? system ?? t("security.sessions.unknown");
}

function wayIn(method: string): string {
  const t = translator();
  if (method === "link") return t("security.sessions.how.link");
  if (method === "passkey") return t("security.sessions.how.passkey");
  if (method === "github") return "GitHub";
  if (method === "google") return "Google";
  return t("security.sessions.how.password");
}
