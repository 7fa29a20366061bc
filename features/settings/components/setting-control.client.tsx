"use client";

import { KeptTextArea } from "#components/ui/kept-text-area.client.tsx";
import { fill } from "#lib/fill.ts";
import type { ShownSetting } from "../admin/describe.ts";
import type { Saved } from "../admin/mutations.ts";
import { ColourControl } from "./colour-control.client.tsx";
import type { KnownLink } from "./link-row.client.tsx";
import { LinksControl, type LinksLabels } from "./links-control.client.tsx";
import { type ChoosablePicture, PictureControl } from "./picture-control.client.tsx";

/** What the controls need besides their setting. */
export interface ControlExtras {
  pictures: ChoosablePicture[];
  picture: Parameters<typeof PictureControl>[0]["labels"];
  colour: Omit<Parameters<typeof ColourControl>[0]["labels"], "lookOf" | "resetOf"> & { of: string };
  links: LinksLabels;
  /** The addresses that have a name of the site's. */
  known: KnownLink[];
  /** Stored addresses where nothing is any longer. */
  gone: string[];
}

interface Props {
  setting: ShownSetting;
  typed: string | undefined;
  stepped: Saved["step"];
  looked: boolean;
  mayChange: boolean;
  extras: ControlExtras;
  control: {
    id: string;
    name: string;
    "aria-describedby": string;
    "aria-invalid": true | undefined;
  };
}

const rows = { page: 24, words: 8 };

/** The control of a setting, by its kind. */
export function SettingControl({ setting, typed, stepped, looked, control, mayChange, extras }: Props) {
  const { kind, value, least, most, version, without } = setting;
  const shown = typed ?? value;
  const readOnly = !mayChange;
  // Drawn anew when the site's value is another one: what React took for typed would stay otherwise.
  const common = { ...control, key: version, readOnly };
  if (kind === "switch")
    return (
      <input
        {...control}
        key={`${version} ${shown}`}
        type="checkbox"
        value="1"
        defaultChecked={shown === "1"}
        disabled={readOnly}
      />
    );
  if (kind === "links")
    return (
      <LinksControl
        key={`${version} ${shown}`}
        {...{ name: control.name, id: control.id, described: control["aria-describedby"], shown, stepped }}
        {...{ known: extras.known, gone: extras.gone, labels: extras.links, itself: setting.itself }}
        refused={control["aria-invalid"] === true}
      />
    );
  if (kind === "words" || kind === "page")
    return <KeptTextArea {...common} defaultValue={shown} rows={rows[kind]} spellCheck={kind === "page"} />;
  if (kind === "light" || kind === "dark")
    return (
      <ColourControl
        key={`${version} ${shown}`}
        {...{ theme: kind, shown, without, control, readOnly, looked, changed: setting.changed }}
        labels={{
          ...extras.colour,
          lookOf: fill(extras.colour.of, { act: extras.colour.look, name: setting.name }),
          resetOf: fill(extras.colour.of, { act: extras.colour.reset, name: setting.name }),
        }}
      />
    );
  if (kind === "picture")
    return (
      <PictureControl
        key={`${version} ${shown}`}
        {...{ name: control.name, shown, label: control.id, described: control["aria-describedby"], readOnly }}
        pictures={extras.pictures}
        labels={extras.picture}
      />
    );
  if (kind === "number")
    return <input {...common} type="text" inputMode="numeric" defaultValue={shown} size={String(most).length + 2} />;
  return (
    <input
      {...common}
      type="text"
      defaultValue={shown}
      minLength={least}
      maxLength={most}
      list={kind === "zone" ? `${control.id}-zones` : undefined}
      autoComplete="off"
    />
  );
}
