export const outboxPath = "/admin/newsletter/outbox";
export const outboxMailPath = (id: string) => `${outboxPath}/${id}`;

export const outboxSchemes = ["light", "dark"] as const;
export type OutboxScheme = (typeof outboxSchemes)[number];

/** Reads the colour scheme of an address; light unless it says otherwise. */
export const readScheme = (typed: string | null | undefined): OutboxScheme =>
  outboxSchemes.find((scheme) => scheme === typed) ?? "light";
