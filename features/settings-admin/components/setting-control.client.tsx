"use client";

import { HydrationSafeTextArea } from "#components/ui/hydration-safe-text-area.client.tsx";
import { PictureControl, type PictureOption } from "#features/media/components/picture-control.client.tsx";
import type { SettingView } from "../describe-setting.ts";
import type { SettingsOutcome } from "../mutations.ts";
import { ColourControl } from "./colour-control.client.tsx";
import type { KnownLink } from "./link-row.client.tsx";
import { LinksControl } from "./links-control.client.tsx";

/** What the controls need besides their setting. */
export interface ControlContext {
  pictures: PictureOption[];
  /** The addresses that have a name on the site. */
  known: KnownLink[];
  /** Stored addresses that lead nowhere any more. */
  missing: string[];
}

interface Props {
  setting: SettingView;
  typed: string | undefined;
  appliedStep: SettingsOutcome["step"];
  isContrastShown: boolean;
  mayChange: boolean;
  extras: ControlContext;
  control: {
    id: string;
    name: string;
    "aria-describedby": string;
    "aria-invalid": true | undefined;
  };
}

const rows = { page: 24, words: 8 };

/** The control of a setting, by its kind. */
export function SettingControl({ setting, typed, appliedStep, isContrastShown, control, mayChange, extras }: Props) {
  const { kind, value, min, max, version, fallback } = setting;
  const initial = typed ?? value;
  const readOnly = !mayChange;
  // Rendered again when the stored value changes: React would otherwise keep the old one as typed.
  const common = { ...control, key: version, readOnly };
  if (kind === "switch")
    return (
      <input
        key={`${version} ${initial}`}
        {...control}
        type="checkbox"
        value="1"
        defaultChecked={initial === "1"}
        disabled={readOnly}
      />
    );
  if (kind === "choice")
    return (
      <select key={`${version} ${initial}`} {...control} defaultValue={initial} disabled={readOnly}>
        {setting.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    );
  if (kind === "links")
    return (
      <LinksControl
        key={`${version} ${initial}`}
        name={control.name}
        id={control.id}
        described={control["aria-describedby"]}
        value={initial}
        appliedStep={appliedStep}
        known={extras.known}
        missing={extras.missing}
        automaticLabel={setting.automaticLabel}
        refused={control["aria-invalid"] === true}
      />
    );
  if (kind === "words" || kind === "page")
    return <HydrationSafeTextArea {...common} defaultValue={initial} rows={rows[kind]} spellCheck={kind === "page"} />;
  if (kind === "light" || kind === "dark")
    return (
      <ColourControl
        key={`${version} ${initial}`}
        theme={kind}
        initial={initial}
        fallback={fallback}
        control={control}
        readOnly={readOnly}
        isContrastShown={isContrastShown}
        changed={setting.isChanged}
        name={setting.name}
      />
    );
  if (kind === "picture")
    return (
      <PictureControl
        key={`${version} ${initial}`}
        name={control.name}
        value={initial}
        label={control.id}
        described={control["aria-describedby"]}
        readOnly={readOnly}
        pictures={extras.pictures}
      />
    );
  if (kind === "number")
    return <input {...common} type="text" inputMode="numeric" defaultValue={initial} size={String(max).length + 2} />;
  return (
    <input
      {...common}
      type="text"
      defaultValue={initial}
      minLength={min}
      maxLength={max}
      list={kind === "zone" ? `${control.id}-zones` : undefined}
      autoComplete="off"
    />
  );
}
