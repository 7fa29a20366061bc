"use client";

import { createContext, type ReactNode, useContext } from "react";
import { createSiteTranslator, type Locale, type Messages, type Translator } from "./create-translator.ts";

interface SiteMessages {
  t: Translator;
  locale: Locale;
}

const MessagesContext = createContext<SiteMessages | null>(null);

interface Props {
  locale: Locale;
  /** The branches of the catalogue that the scripts of this part of the site use: see `pickMessages`. */
  messages: string;
  children: ReactNode;
}

/** Provides these messages to the client components inside it. */
export function MessagesProvider({ locale, messages, children }: Props) {
  return <MessagesContext value={siteMessages(locale, messages)}>{children}</MessagesContext>;
}

/** Translators by their messages as JSON, because the server renders the same few pages again and again. */
const known = new Map<string, SiteMessages>();
/** More than the number of admin pages. */
const maxKnown = 100;

function siteMessages(locale: Locale, messages: string): SiteMessages {
  const kept = known.get(messages);
  if (kept) return kept;
  // The compiler checks each key of `Messages`; server/testing/house/client-messages.test.ts checks that its branch is provided.
  const made = { t: createSiteTranslator(locale, JSON.parse(messages) as Messages), locale };
  if (known.size >= maxKnown) known.clear();
  known.set(messages, made);
  return made;
}

/** Returns the translator of the site's language in a client component of the admin area. */
export function useTranslator(): Translator {
  return useMessages().t;
}

/** Returns the site's language, for numbers and dates. */
export function useLocale(): Locale {
  return useMessages().locale;
}

function useMessages() {
  const value = useContext(MessagesContext);
  if (!value) throw new Error("useTranslator and useLocale need a MessagesProvider around them");
  return value;
}
