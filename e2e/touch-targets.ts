import type { Page } from "@playwright/test";

/** In CSS pixels, less what a browser rounds away. */
const minSide = 43.5;

/**
 * Lists the visible controls of a touch screen that are smaller than 44 px in one direction. Links within a sentence are excepted, as in
 * WCAG 2.5.5. The `::after` and `::before` that widen a target count; so does the label of a checkbox.
 */
export async function findSmallTargets(page: Page): Promise<string[]> {
  return page.evaluate((min) => {
    const controls =
      'a[href], button, input:not([type="hidden"]), select, textarea, summary, [role="button"], [tabindex="0"]';
    const isSentence = (link: Element) => {
      const block = link.closest("p, li, dd, td, blockquote, figcaption");
      if (!block || !getComputedStyle(link).display.startsWith("inline")) return false;
      const copy = block.cloneNode(true) as Element;
      for (const control of copy.querySelectorAll("a, button")) control.remove();
      return (copy.textContent ?? "").trim().length > 5;
    };
    const union = (boxes: DOMRect[]) => ({
      width: Math.max(...boxes.map(({ right }) => right)) - Math.min(...boxes.map(({ left }) => left)),
      height: Math.max(...boxes.map(({ bottom }) => bottom)) - Math.min(...boxes.map(({ top }) => top)),
    });
    const measure = (control: Element) => {
      const labels = control instanceof HTMLInputElement && /checkbox|radio/.test(control.type) ? control.labels : null;
      let { width, height } = union([control, ...(labels ?? [])].map((part) => part.getBoundingClientRect()));
      for (const name of ["::before", "::after"]) {
        const style = getComputedStyle(control, name);
        if (style.content === "none" || style.position !== "absolute") continue;
        width = Math.max(width, Number.parseFloat(style.width));
        height = Math.max(height, Number.parseFloat(style.height));
      }
      return { width, height };
    };
    const small: string[] = [];
    for (const control of document.querySelectorAll(controls)) {
      if (!control.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const box = control.getBoundingClientRect();
      // A skip link and other controls that are shown only while they have the focus.
      if (box.width < 2 || box.height < 2) continue;
      const { width, height } = measure(control);
      if (width >= min && height >= min) continue;
      if (control.matches("a") && isSentence(control)) continue;
      const name = control.getAttribute("aria-label") ?? control.textContent?.trim().slice(0, 40);
      small.push(`${control.localName}.${control.className} "${name}" ${Math.round(width)} x ${Math.round(height)}`);
    }
    return small;
  }, minSide);
}
