"use client";

import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import type { Suggestion, SuggestionKind, Suggestions } from "../suggestions/rules.ts";

interface Props {
  /** The search field, which the server has rendered; it works without this script. */
  inputId: string;
  labels: {
    list: string;
    groups: Record<keyof Suggestions, string>;
    kinds: Partial<Record<SuggestionKind, string>>;
    /** What is announced, with `{count}`. */
    one: string;
    many: string;
  };
}

const groupNames = ["articles", "terms", "people"] as const;
/** Pause in typing before a request (ms): with a request for each letter the list would flicker. */
const debounceMs = 120;
const minLength = 2;

/**
 * The list of suggestions below a search field: a combobox as the ARIA Authoring Practices describe it. The field keeps
 * the focus, and the text that was typed before this script loaded.
 */
export function SearchSuggestions({ inputId, labels }: Props) {
  const [found, setFound] = useState<Suggestions | null>(null);
  const [active, setActive] = useState(-1);
  const list = useRef<HTMLDivElement>(null);
  const request = useRef<{ timer?: ReturnType<typeof setTimeout>; abort?: AbortController }>({});
  const options = found ? groupNames.flatMap((name) => found[name]) : [];
  const isOpen = options.length > 0;
  const listId = `${inputId}-list`;
  const optionId = (n: number) => `${inputId}-option-${n}`;
  const findInput = useCallback(() => document.getElementById(inputId) as HTMLInputElement | null, [inputId]);

  const close = useCallback(() => {
    clearTimeout(request.current.timer);
    request.current.abort?.abort();
    setFound(null);
    setActive(-1);
  }, []);

  /** Closes the list of the former text and requests that of the new one after `delay` (ms). */
  const search = useCallback(
    (text: string, delay: number) => {
      close();
      if (text.trim().length < minLength) return;
      const abort = new AbortController();
      const load = async () => {
        const response = await fetch(`/search/suggest?q=${encodeURIComponent(text.trim())}`, { signal: abort.signal });
        const suggestions: Suggestions | null = response.ok ? await response.json() : null;
        const input = findInput();
        if (!abort.signal.aborted && input?.value === text && input === document.activeElement) setFound(suggestions);
      };
      // Offline, or too many requests: the field searches without suggestions.
      request.current = { abort, timer: setTimeout(() => void load().catch(() => {}), delay) };
    },
    [close, findInput],
  );

  const handleKey = useEffectEvent((event: KeyboardEvent) => {
    // The keys belong to the input method while it composes a word.
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const input = event.currentTarget as HTMLInputElement;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (isOpen) setActive((now) => ((now + 1 + step + options.length + 1) % (options.length + 1)) - 1);
      else search(input.value, 0);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      document.getElementById(optionId(active))?.click();
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      close();
    }
  });

  useEffect(() => {
    const input = findInput();
    if (!input) return;
    const end = new AbortController();
    const listen = { signal: end.signal };
    const type = (event: Event) => {
      if (!(event as InputEvent).isComposing) search(input.value, debounceMs);
    };
    input.addEventListener("input", type, listen);
    input.addEventListener("compositionend", type, listen);
    input.addEventListener("keydown", (event) => handleKey(event), listen);
    input.addEventListener("blur", close, listen);
    input.form?.addEventListener("submit", close, listen);
    // A page that comes back from the browser's cache has no list.
    addEventListener("pagehide", close, listen);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-haspopup", "listbox");
    // Typed before this script loaded.
    if (input === document.activeElement && input.value !== input.defaultValue) search(input.value, 0);
    return () => {
      end.abort();
      close();
    };
  }, [findInput, search, close]);

  useEffect(() => {
    const input = findInput();
    input?.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) input?.setAttribute("aria-controls", listId);
    else input?.removeAttribute("aria-controls");
    if (active >= 0) input?.setAttribute("aria-activedescendant", `${inputId}-option-${active}`);
    else input?.removeAttribute("aria-activedescendant");
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [findInput, inputId, listId, isOpen, active]);

  const message = options.length === 1 ? labels.one : labels.many;
  return (
    <>
      {/* Not a status: pages have their own, and programs look for the only one. */}
      <p aria-live="polite" aria-atomic="true" className="sr-only">
        {isOpen && message.replace("{count}", String(options.length))}
      </p>
      {found && isOpen && (
        // A press keeps the focus in the field, so that the list stays until the link has it.
        <div
          ref={list}
          id={listId}
          role="listbox"
          tabIndex={-1}
          aria-label={labels.list}
          className="suggestions"
          onMouseDown={(event) => event.preventDefault()}
        >
          {groupNames.map((name) => {
            const group = found[name];
            if (group.length === 0) return null;
            const headingId = `${listId}-${name}`;
            return (
              // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
              <div key={name} role="group" aria-labelledby={headingId}>
                <p id={headingId} role="presentation">
                  {labels.groups[name]}
                </p>
                {group.map((suggestion) => {
                  const n = options.indexOf(suggestion);
                  return (
                    <a
                      key={suggestion.path}
                      id={optionId(n)}
                      role="option"
                      aria-selected={n === active}
                      tabIndex={-1}
                      href={suggestion.path}
                    >
                      <span dir="auto">
                        <MarkedSuggestion suggestion={suggestion} />
                      </span>
                      {labels.kinds[suggestion.kind] && <small>{labels.kinds[suggestion.kind]}</small>}
                    </a>
                  );
                })}
              </div>
            );
          })}
        </div>
      )}
    </>
  );
}

/** The text with its typed parts marked. */
function MarkedSuggestion({ suggestion: { text, marks } }: { suggestion: Suggestion }) {
  return [...marks.flat(), text.length].map((end, n, ends) => {
    const part = text.slice(ends[n - 1] ?? 0, end);
    const Part = n % 2 === 1 ? "mark" : "span";
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text keep their order
    return part && <Part key={n}>{part}</Part>;
  });
}
