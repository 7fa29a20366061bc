"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { PagePreview } from "#components/ui/page-preview.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { StoredTrialResult } from "#features/moderation/try-out/components/stored-trial.client.tsx";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { resetSettingAction, saveSettingsAction } from "../actions.ts";
import type { SettingView } from "../describe-setting.ts";
import type { SettingsOutcome } from "../mutations.ts";
import { type ControlContext, SettingControl } from "./setting-control.client.tsx";

interface Props {
  group: string;
  settings: SettingView[];
  /** Only administrators change settings. */
  mayChange: boolean;
  extras: ControlContext;
  /** Names of time zones, which the browser suggests. */
  zones: string[];
}

/** A group of settings: a form that saves what was changed, and one that restores a preset. Works without scripts. */
export function SettingsForm({ group, settings, mayChange, zones, extras }: Props) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(saveSettingsAction, idleState);
  const [resetState, reset] = useFormAction(resetSettingAction, idleState);
  const outcome = state.status === "done" ? state.value : undefined;
  const refused = outcome ? Object.keys(outcome.refusals).length : 0;
  const onlyShown = outcome?.preview || outcome?.step || outcome?.contrastOf || outcome?.trial;
  const resetForm = `reset-${group}`;
  return (
    <>
      {mayChange && <form id={resetForm} action={reset} hidden />}
      <form action={action} className="settings-form" noValidate>
        {mayChange && (
          // Enter in a field activates the form's first button, which is not reachable otherwise.
          <button type="submit" className="sr-only" tabIndex={-1} aria-hidden="true">
            {t("settings.admin.save")}
          </button>
        )}
        <FormAlert answer={state}>
          {state.status === "refused" ? state.message : refused > 0 && t.typeset("settings.admin.refused")}
        </FormAlert>
        <FormAlert answer={resetState}>{resetState.status === "refused" && resetState.message}</FormAlert>
        <FormSuccess>{resetState.status === "done" && t("settings.admin.isReset")}</FormSuccess>
        {settings.map((setting) => (
          <Setting
            key={setting.key}
            setting={setting}
            typed={outcome?.typed[setting.key]}
            error={outcome?.refusals[setting.key]}
            mayChange={mayChange}
            resetForm={resetForm}
            zones={zones}
            extras={extras}
            isContrastShown={outcome?.contrastOf === setting.key}
            appliedStep={outcome?.step?.key === setting.key ? outcome.step : undefined}
            preview={outcome?.preview?.key === setting.key ? outcome.preview : undefined}
          />
        ))}
        {mayChange && (
          <div className="admin-form-actions">
            <button type="submit" className="button button-strong" aria-disabled={pending}>
              {t("settings.admin.save")}
            </button>
            {group === "moderation" && (
              <button type="submit" name="trial" value="stored" className="button" aria-disabled={pending}>
                {t("settings.tryOut.stored")}
              </button>
            )}
            <FormSuccess>{outcome && refused === 0 && !onlyShown && t("settings.admin.saved")}</FormSuccess>
          </div>
        )}
        {group === "moderation" && (
          <div role="status">{outcome?.trial && <StoredTrialResult trial={outcome.trial} />}</div>
        )}
      </form>
    </>
  );
}

interface SettingProps extends Pick<Props, "mayChange" | "zones" | "extras"> {
  setting: SettingView;
  typed: string | undefined;
  error: string | undefined;
  resetForm: string;
  preview: SettingsOutcome["preview"];
  appliedStep: SettingsOutcome["step"];
  isContrastShown: boolean;
}

function Setting({
  setting,
  typed,
  error,
  mayChange,
  resetForm,
  zones,
  extras,
  preview,
  appliedStep,
  isContrastShown,
}: SettingProps) {
  const t = useTranslator();
  const { key, name, description, kind, unit, version, preset, isChanged, entryCount } = setting;
  const id = key.replace(".", "-");
  const described = [`${id}-about`, error && `${id}-error`].filter(Boolean).join(" ");
  const control = {
    id,
    name: key,
    "aria-describedby": described,
    "aria-invalid": error ? (true as const) : undefined,
  };
  return (
    <div className="setting" data-kind={kind}>
      <div className="setting-label">
        {kind === "picture" || kind === "links" ? <p id={id}>{name}</p> : <label htmlFor={id}>{name}</label>}
        <p id={`${id}-about`}>{description}</p>
      </div>
      <div className="setting-control field">
        {mayChange && <input type="hidden" name={`version:${key}`} value={version} />}
        <div className="setting-value">
          <SettingControl
            setting={setting}
            typed={typed}
            appliedStep={appliedStep}
            isContrastShown={isContrastShown}
            control={control}
            mayChange={mayChange}
            extras={extras}
          />
          {kind === "number" && unit && <span className="setting-unit">{unit}</span>}
        </div>
        {kind === "zone" && mayChange && (
          <datalist id={`${id}-zones`}>
            {zones.map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        )}
        {error && (
          <p id={`${id}-error`} className="field-error">
            {error}
          </p>
        )}
        {preview && <PagePreview preview={preview} label={t("settings.admin.previewed")} />}
        <p className="setting-meta">
          {kind === "page" && mayChange && (
            <button
              type="submit"
              name="preview"
              value={key}
              aria-label={t("settings.admin.actionOn", { act: t("settings.admin.preview"), name })}
            >
              {t("settings.admin.preview")}
            </button>
          )}
          {isChanged && <strong>{t("settings.admin.changed")}</strong>}
          {kind !== "words" && <span>{t.typeset("settings.admin.preset", { preset })}</span>}
          {kind === "number" && <span>{t("settings.admin.range", { min: setting.min, max: setting.max })}</span>}
          {kind === "words" && <span>{t.typeset("settings.admin.entryCount", { count: String(entryCount) })}</span>}
          {isChanged && mayChange && (
            <button
              type="submit"
              form={resetForm}
              // Not "reset": a field of that name would hide the form's own `reset()` from React.
              name="preset"
              value={`${key} ${version}`}
              aria-label={t("settings.admin.actionOn", { act: t("settings.admin.reset"), name })}
            >
              {t("settings.admin.reset")}
            </button>
          )}
        </p>
      </div>
    </div>
  );
}
