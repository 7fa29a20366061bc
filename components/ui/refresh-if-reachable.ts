/**
 * Renders the page again, if the site is ready. Returns whether it was: Next would otherwise leave the page, for the
 * browser's error page while the connection is lost or the site restarts. Some proxies keep `/readyz` to themselves: any
 * other answer than an error of a server counts.
 */
export async function refreshIfReachable(router: { refresh(): void }): Promise<boolean> {
  const answer = await fetch("/readyz", { method: "HEAD", cache: "no-store" }).catch(() => undefined);
  if (!answer || answer.status >= 500) return false;
  router.refresh();
  return true;
}
