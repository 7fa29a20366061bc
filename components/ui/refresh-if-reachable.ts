/**
 * Renders the page again if the site is ready, and returns whether it was. Without this check, Next leaves the page for
 * the browser's error page while the connection is lost or the site restarts. Some proxies block `/readyz`: every
 * answer below 500 counts as ready.
 */
export async function refreshIfReachable(router: { refresh(): void }): Promise<boolean> {
  const answer = await fetch("/readyz", { method: "HEAD", cache: "no-store" }).catch(() => undefined);
  if (!answer || answer.status >= 500) return false;
  router.refresh();
  return true;
}
