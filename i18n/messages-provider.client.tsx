"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";
import { createSiteTranslator, type Locale, type Messages, type Translator } from "./create-translator.ts";

const MessagesContext = createContext<{ t: Translator; locale: Locale } | null>(null);

interface Props {
  locale: Locale;
  /** The branches of the catalogue that the scripts of this part of the site use: see `pickMessages`. */
  messages: Partial<Messages>;
  children: ReactNode;
}

/** Provides these messages to the client components inside it. */
export function MessagesProvider({ locale, messages, children }: Props) {
  // The compiler checks each key of `Messages`; server/testing/house/client-messages.test.ts checks that its branch is provided.
  const value = useMemo(() => ({ t: createSiteTranslator(locale, messages as Messages), locale }), [locale, messages]);
  return <MessagesContext value={value}>{children}</MessagesContext>;
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
