"use client";

import { useEffect } from "react";

/**
 * Submits the search form when a filter changes on a wide screen; on phones the sheet has a button, because several are
 * chosen at once. The fragment of the next address is the changed filter, so that the browser focuses it.
 */
export function SearchScript({ formId }: { formId: string }) {
  useEffect(() => {
    // React has set the title that Next rendered, which is the same for all searches.
    const { title } = document.getElementById("search-content")?.dataset ?? {};
    if (title !== undefined) document.title = title;
    const submit = (input: Element | null) => {
      if (!(input instanceof HTMLInputElement) || input.form?.id !== formId || !/radio|checkbox/.test(input.type))
        return;
      if (!matchMedia("(width >= 64rem)").matches) return;
      if (input.id !== "") input.form.action = `/search#${input.id}`;
      input.form.requestSubmit();
    };
    const onChange = ({ target }: Event) => submit(target instanceof Element ? target : null);
    // Captured before React, which holds back the events of a boundary that has not hydrated.
    window.addEventListener("change", onChange, true);
    // The click that loaded this script had changed the filter already.
    const { activeElement } = document;
    if (activeElement instanceof HTMLInputElement && activeElement.checked !== activeElement.defaultChecked)
      submit(activeElement);
    return () => window.removeEventListener("change", onChange, true);
  }, [formId]);
  return null;
}
