let domainLists: Promise<{ exact: Set<string>; families: string[] }> | undefined;

/** 2.4 MB of domains: read once, at the first registration. */
async function loadDomainLists() {
  const [exact, families] = await Promise.all([
    import("disposable-email-domains/index.json", { with: { type: "json" } }),
    import("disposable-email-domains/wildcard.json", { with: { type: "json" } }),
  ]);
  return { exact: new Set<string>(exact.default), families: families.default };
}

/** Whether an address belongs to a disposable mail service (the package's list; its wildcards cover subdomains). */
export async function isDisposableEmail(email: string): Promise<boolean> {
  domainLists ??= loadDomainLists();
  const { exact, families } = await domainLists;
  const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  return exact.has(domain) || families.some((family) => domain === family || domain.endsWith(`.${family}`));
}
