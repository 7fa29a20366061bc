"use client";

import { type FormEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { exportUploadPath, maxExportBytes } from "../rules.ts";
import { sendExport, sendSite } from "../send-export.ts";

interface Props {
  zones: readonly string[];
  /** False if the site runs on several nodes: it then reads live sites only. */
  receivesFiles: boolean;
  /** Why the last form was refused, without scripts. */
  refusal: string | undefined;
}

/** Uploads an export with its options. With scripts in pieces, with its progress; without them as one form. */
export function ExportForm({ zones, receivesFiles, refusal }: Props) {
  const t = useTranslator();
  const [part, setPart] = useState<number>();
  const [isLost, setIsLost] = useState(false);
  const [message, setMessage] = useState(refusal);
  const stop = useRef<AbortController>(undefined);
  const submit = useRef<HTMLButtonElement>(null);
  const endSending = () => {
    stop.current = undefined;
    setPart(undefined);
    setIsLost(false);
  };
  // After Back, the browser may restore this page as it was when it was left.
  const onShow = useEffectEvent((event: PageTransitionEvent) => event.persisted && endSending());
  useEffect(() => {
    const show = (event: PageTransitionEvent) => onShow(event);
    window.addEventListener("pageshow", show);
    return () => {
      window.removeEventListener("pageshow", show);
      stop.current?.abort();
    };
  }, []);
  const isSending = part !== undefined;

  const send = async (event: FormEvent<HTMLFormElement>) => {
    const fields = new FormData(event.currentTarget);
    const file = fields.get("file");
    const address = String(fields.get("address") ?? "").trim();
    const chosen = file instanceof File && file.name !== "" ? file : undefined;
    event.preventDefault();
    if (stop.current) return;
    setMessage(undefined);
    if (!chosen && address === "") return setMessage(t.typeset("imports.form.nothing"));
    if (chosen && address !== "") return setMessage(t.typeset("imports.form.both"));
    if (chosen?.size === 0) return setMessage(t.typeset("imports.form.empty"));
    if (chosen && chosen.size > maxExportBytes)
      return setMessage(t.typeset("imports.form.tooLarge", { gigabytes: maxExportBytes / 1e9 }));
    stop.current = new AbortController();
    setPart(0);
    const options = {
      dryRun: fields.get("dryRun") === "on",
      fetchImages: fields.get("fetchImages") === "on",
      timezone: String(fields.get("timezone")),
      ratingsMax: Number(fields.get("ratingsMax")),
    };
    const callbacks = { broken: t.typeset("imports.form.broken"), signal: stop.current.signal };
    const sent = chosen
      ? await sendExport(chosen, options, { ...callbacks, progress: setPart, offline: setIsLost })
      : await sendSite(address, options, callbacks);
    // Until the import's page loads, a second click must not send the file again.
    if (sent.kind === "done") return location.assign(sent.location);
    endSending();
    if (sent.kind === "cancelled") submit.current?.focus();
    if (sent.kind === "refused") setMessage(sent.message);
  };

  return (
    <form
      action={exportUploadPath}
      method="post"
      encType="multipart/form-data"
      className="admin-form import-form"
      onSubmit={send}
    >
      <FormAlert>{message}</FormAlert>
      {receivesFiles ? (
        <Field
          name="file"
          type="file"
          accept=".xml,.gz,.zip,application/xml,text/xml,application/gzip,application/zip"
          label={t("imports.form.file")}
          hint={t.typeset("imports.form.fileHint")}
        />
      ) : (
        <p>{t.typeset("imports.form.noFiles")}</p>
      )}
      <Field
        name="address"
        type="text"
        inputMode="url"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={2_000}
        placeholder="https://blog.example"
        required={!receivesFiles}
        label={t(receivesFiles ? "imports.form.address" : "imports.form.addressOnly")}
        hint={t.typeset("imports.form.addressHint")}
      />
      <div className="field">
        <label htmlFor="timezone">{t("imports.form.timezone")}</label>
        <p id="timezone-hint" className="field-hint">
          {t.typeset("imports.form.timezoneHint")}
        </p>
        <select id="timezone" name="timezone" aria-describedby="timezone-hint">
          <option value="">{t("imports.form.timezoneOfExport")}</option>
          {zones.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      <Field
        name="ratingsMax"
        type="number"
        min={1}
        max={100}
        required
        defaultValue="5"
        label={t("imports.form.ratingsMax")}
        hint={t.typeset("imports.form.ratingsMaxHint")}
      />
      <div className="checkbox-row">
        <input type="checkbox" id="fetchImages" name="fetchImages" defaultChecked />
        <label htmlFor="fetchImages">{t.typeset("imports.form.fetchImages")}</label>
      </div>
      <div className="checkbox-row">
        <input type="checkbox" id="dryRun" name="dryRun" defaultChecked />
        <label htmlFor="dryRun">{t.typeset("imports.form.dryRun")}</label>
      </div>
      {isSending && (
        <div className="import-sending">
          <progress className="import-bar" max={1} value={part} aria-label={t("imports.form.sending")} />
          <p role="status">
            {isLost
              ? t.typeset("imports.form.lost")
              : t.typeset("imports.form.sent", { percent: Math.floor((part ?? 0) * 100) })}
          </p>
        </div>
      )}
      <div className="admin-form-actions">
        <button ref={submit} type="submit" className="button button-strong" aria-disabled={isSending}>
          {t("imports.form.send")}
        </button>
        {isSending && (
          <button type="button" className="button" onClick={() => stop.current?.abort()}>
            {t("imports.form.cancel")}
          </button>
        )}
      </div>
    </form>
  );
}
