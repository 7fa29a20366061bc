"use client";

import { useEffect } from "react";

/**
 * Keeps the title of the search, and submits the form when a filter changes on a wide screen; on phones the sheet has a
 * button, because several are chosen at once. The fragment of the next address is the changed filter, so that the
 * browser focuses it.
 */
export function SearchScript({ formId }: { formId: string }) {
  useEffect(() => {
    // While hydrating and afterwards, React sets the title that Next rendered, which is the same for all searches.
    const { title } = document.getElementById("search-content")?.dataset ?? {};
    const keepTitle = () => {
      if (title !== undefined && document.title !== title) document.title = title;
    };
    const titles = new MutationObserver(keepTitle);
    titles.observe(document.head, { childList: true, subtree: true, characterData: true });
    keepTitle();
    const submit = (input: Element | null) => {
      if (!(input instanceof HTMLInputElement) || input.form?.id !== formId || !/radio|checkbox/.test(input.type))
        return;
      if (!matchMedia("(width >= 64rem)").matches) return;
      if (input.id !== "") input.form.action = `/search#${input.id}`;
      input.form.requestSubmit();
    };
    const onChange = ({ target }: Event) => submit(target instanceof Element ? target : null);
    // Keeps the address short: the choice "any" has an empty value.
    const onFormData = ({ target, formData }: FormDataEvent) => {
      if (!(target instanceof HTMLFormElement) || target.id !== formId) return;
      for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
    };
    // Captured before React, which holds back the events of a boundary that has not hydrated.
    window.addEventListener("change", onChange, true);
    window.addEventListener("formdata", onFormData, true);
    // The click that loaded this script had changed the filter already.
    const { activeElement } = document;
    if (activeElement instanceof HTMLInputElement && activeElement.checked !== activeElement.defaultChecked)
      submit(activeElement);
    return () => {
      titles.disconnect();
      window.removeEventListener("change", onChange, true);
      window.removeEventListener("formdata", onFormData, true);
    };
  }, [formId]);
  return null;
}
