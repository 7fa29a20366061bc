// The health check of the container image: exits with 0 while the site on this machine can serve readers, otherwise
// with 1 and a line that says why. Plain JavaScript, so that it also runs while dependencies are being installed.

/** The site answers from memory; a check that waits longer finds it overloaded (ms). */
const timeoutMs = 4_000;

// A worker without the site has nothing to serve.
const probe = process.env.VIGIE_WEB === "0" ? "healthz" : "servez";
// One of several nodes listens on its machine's address only.
const host = ["", "0.0.0.0", "::"].includes(process.env.HOST ?? "") ? "127.0.0.1" : process.env.HOST;
const address = `http://${host}:${process.env.PORT || 3000}/${probe}`;

try {
  const response = await fetch(address, { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) fail(`${address} answers ${response.status}`);
} catch (error) {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  fail(`${address} does not answer: ${cause instanceof Error ? cause.message : String(cause)}`);
}

/** @param {string} why */
function fail(why) {
  console.error(why);
  process.exitCode = 1;
}
