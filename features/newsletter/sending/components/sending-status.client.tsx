"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { SendingProgress } from "../queries.ts";

const refreshMs = 3_000;
const states = ["sent", "queued", "sending", "uncertain", "bounced", "failed", "skipped", "cancelled"] as const;
const failures = ["unreachable", "signIn", "sender", "refusals", "compose"] as const;

/** The numbers of an issue's sending, refreshed while it lasts. */
export function SendingStatus({ id, initial }: { id: number; initial: SendingProgress }) {
  const t = useTranslator();
  const router = useRouter();
  const [polled, setPolled] = useState<SendingProgress>();
  const [before, setBefore] = useState(initial);
  // A page that was rendered again is newer than what was polled before.
  if (before !== initial) {
    setBefore(initial);
    setPolled(undefined);
  }
  const progress = polled ?? initial;
  const isRunning = progress.status === "sending";
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(async () => {
      const response = await fetch(`/admin/newsletter/${id}/sending/progress`).catch(() => undefined);
      if (!response?.ok) return;
      const received: SendingProgress = await response.json();
      setPolled(received);
      // The lists and buttons belong to the new status.
      if (received.status !== "sending") router.refresh();
    }, refreshMs);
    return () => clearInterval(timer);
  }, [id, isRunning, router]);
  const { counts, recipients, perMinute, remainingMinutes } = progress;
  const isCancelled = progress.status === "cancelled";
  const done = isCancelled ? counts.sent : recipients - counts.queued - counts.sending;
  const failure = failures.find((known) => known === progress.failure);
  return (
    <section className="issue-part" aria-labelledby="sending-progress">
      <h2 id="sending-progress" tabIndex={-1}>
        {t(`sending.progress.title.${progress.status}`)}
      </h2>
      {failure && (
        <p className="sending-failure" role="status">
          {t.typeset(`sending.failures.${failure}`)}
        </p>
      )}
      <progress className="sending-bar" value={done} max={Math.max(1, recipients)} aria-labelledby="sending-progress" />
      <p>
        {t.typeset(isCancelled ? "sending.progress.left" : "sending.progress.done", { done, count: recipients })}
        {isRunning && ` ${t.typeset("sending.progress.rate", { count: perMinute })}`}
        {isRunning &&
          remainingMinutes !== null &&
          ` ${t.typeset("sending.progress.remaining", { count: remainingMinutes })}`}
      </p>
      <dl className="sending-counts">
        {states
          .filter((state) => counts[state] > 0)
          .map((state) => (
            <div key={state}>
              <dt>{t(`sending.states.${state}`)}</dt>
              <dd>{t("sending.progress.number", { count: counts[state] })}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}
