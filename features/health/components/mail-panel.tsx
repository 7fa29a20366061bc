import { BarDrawing } from "#components/charts/bar-drawing.tsx";
import { FiguresTable } from "#components/charts/figures-table.tsx";
import { translator } from "#i18n/translator.ts";
import { formatNumber } from "#lib/numbers.ts";
import { describeMail } from "../checks/mail-delivery.ts";
import { needsAttention } from "../checks/rules.ts";
import { pickLabels } from "../history/rules.ts";
import type { HealthView } from "../loaders.ts";
import { describeFinding } from "../wording/describe-finding.ts";
import { describeStep, describeStepInFull } from "../wording/describe-moment.ts";
import { formatSeconds } from "../wording/figures.ts";
import { HealthPanel, NoDrawing } from "./health-panel.tsx";

/** Mails that left and that were refused, over the period. */
export function MailPanel({ view: { examination, steps, total, period, style, now } }: { view: HealthView }) {
  const t = translator();
  const { locale } = style;
  const { facts, finding } = examination.checks.mail;
  const { sent, refused } = total.mails;
  const bars = steps.map(({ at, sample }) => ({
    at,
    good: sample?.mails.sent ?? 0,
    failed: sample?.mails.refused ?? 0,
  }));
  const format = (value: number) => formatNumber(value, { locale });
  const title = t("health.checks.mail");
  const ofPeriod = facts && !needsAttention(finding) ? describeMail({ ...facts, sent, refused }) : finding;
  const hasMails = sent + refused > 0;
  return (
    <HealthPanel
      check="mail"
      state={finding.state}
      says={describeFinding(ofPeriod, style)}
      drawing={
        hasMails ? (
          <BarDrawing
            id="mail-drawing"
            title={title}
            description={t.typeset("health.panel.describeMail")}
            bars={bars}
            labels={pickLabels(bars.length).map((at) => ({
              at,
              text: describeStep(bars[at]?.at ?? new Date(now), period, style, at === 0 ? now : undefined),
            }))}
            formatValue={format}
          />
        ) : (
          <NoDrawing>{t.typeset("health.panel.noMails")}</NoDrawing>
        )
      }
      detail={
        <>
          {facts && facts.waiting > 0
            ? t.typeset("health.details.mailWaiting", {
                count: facts.waiting,
                waitingSeconds: formatSeconds(facts.waitingSeconds, { locale, unitDisplay: "short" }),
              })
            : t.typeset(facts?.hasServer === false ? "health.details.mailFiles" : "health.details.mailNone")}{" "}
          {facts?.hasServer === false ? (
            <a href="/admin/newsletter/outbox">{t("health.details.mailOutbox")}</a>
          ) : (
            refused > 0 && (
              <a href="/admin/newsletter/subscribers#mail-reports">
                {t("health.details.mailRefused", { count: refused })}
              </a>
            )
          )}
        </>
      }
      figures={
        hasMails && (
          <FiguresTable
            id="mail-figures"
            title={title}
            summary={t("health.panel.table")}
            columns={[t("health.panel.time"), t("health.panel.sent"), t("health.panel.refused")]}
            rows={bars.map(({ at, good, failed }) => [
              describeStepInFull(at, period, style),
              format(good),
              format(failed),
            ])}
          />
        )
      }
    />
  );
}
