/** What a form held, kept in this browser until the site has it. */
export interface LocalCopy {
  at: number;
  /** The version it was written on. */
  version: number;
  /** The page it was written on, as the site knows it (`savedOn`). */
  key: string;
  fields: [string, string][];
}

const nameOf = (place: string) => `vigie-desk-${place}`;

/** Fields that say where a text comes from, not what it is. */
const envelope = ["id", "version", "act", "script", "key", "lease", "seen"];

export function copyOf(data: FormData, version: number): LocalCopy {
  const fields = [...data].filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && !envelope.includes(entry[0]),
  );
  return { at: Date.now(), version, key: String(data.get("key") ?? ""), fields };
}

/** False when the browser has no room, or keeps nothing at all. */
export function keepCopy(place: string, copy: LocalCopy): boolean {
  try {
    localStorage.setItem(nameOf(place), JSON.stringify(copy));
    return true;
  } catch {
    return false;
  }
}

export function readCopy(place: string): LocalCopy | undefined {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(nameOf(place)) ?? "null");
    return isCopy(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

export function dropCopy(place: string): void {
  try {
    localStorage.removeItem(nameOf(place));
  } catch {
    // A browser that keeps nothing has nothing to drop.
  }
}

function isCopy(found: unknown): found is LocalCopy {
  if (typeof found !== "object" || found === null) return false;
  const { at, version, key, fields } = found as Partial<LocalCopy>;
  const dated = typeof at === "number" && typeof version === "number";
  return dated && typeof key === "string" && Array.isArray(fields);
}

/** Fields that parts of the page with a state of their own show: they take what a copy has of them (`loaded`). */
const drawn = /^(body|author\d+|leadMediaId|\w+Words)$/;

/**
 * Writes a copy's fields into the form, but for those that the page draws itself. `typed`: what somebody has typed since the page came
 * stays, as it is newer than any copy.
 */
export function fillIn(
  form: HTMLFormElement,
  fields: [string, string][],
  { typed }: { typed: "stays" | "goes" },
): void {
  const values = new Map<string, string[]>();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const control of form.elements) {
    if ("name" in control && drawn.test(String(control.name))) continue;
    if (control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio")) {
      const wanted = values.get(control.name)?.includes(control.value) ?? false;
      // A click, so that whoever holds the choice hears of it.
      if (control.checked !== wanted && (control.type === "checkbox" || wanted)) control.click();
    } else if (control instanceof HTMLInputElement && ["hidden", "file", "submit"].includes(control.type)) {
      // Not what was written.
    } else if (
      control instanceof HTMLInputElement ||
      control instanceof HTMLTextAreaElement ||
      control instanceof HTMLSelectElement
    ) {
      const value = values.get(control.name)?.[0];
      const isTyped = !(control instanceof HTMLSelectElement) && control.value !== control.defaultValue;
      // Written again, even the same text would lose what is selected in it.
      if (value !== undefined && value !== control.value && !(isTyped && typed === "stays")) control.value = value;
    }
  }
}
