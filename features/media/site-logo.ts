import type { Logo } from "#components/site-shell/site-shell.tsx";
import type { Settings } from "#features/settings/schema.ts";
import { mediaSrc } from "#lib/media-path.ts";
import { getLogo } from "./cached.ts";

/** Twice the widest that the header shows. */
const logoWidth = 480;

/** The site's logo for its header; undefined where there is none, or its picture is gone. */
export async function loadSiteLogo(settings: Settings): Promise<Logo | undefined> {
  const [light, dark] = await Promise.all(
    [settings["look.logo"], settings["look.logoDark"]].map((id) => (id === "" ? null : getLogo(id))),
  );
  if (!light) return undefined;
  const width = Math.min(logoWidth, light.width);
  return {
    src: mediaSrc(light.id, logoWidth, "webp", light.revision),
    dark: dark ? mediaSrc(dark.id, logoWidth, "webp", dark.revision) : undefined,
    width,
    height: Math.max(1, Math.round((light.height * width) / light.width)),
    alt: light.alt || settings["site.name"],
  };
}
