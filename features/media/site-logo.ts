import type { Logo } from "#components/site-shell/site-shell.tsx";
import type { Settings } from "#features/settings/schema.ts";
import { mediaSrc } from "#lib/media-path.ts";
import { getLogo } from "./cached.ts";

/** Twice the largest width in the header. */
const logoWidth = 480;

/** Loads the logo for the site's header; undefined without one, or if its picture was deleted. */
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
