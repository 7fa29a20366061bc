import { createServer } from "node:net";
import { expect, test } from "vitest";
import { checkPort, listenOn } from "./port.ts";

test("names a port in use and what to do; accepts it once it is free", async () => {
  const other = createServer();
  const port = await listenOn(other, 0, "127.0.0.1");
  await expect(checkPort(port, "127.0.0.1")).rejects.toThrow(
    `Port ${port} of 127.0.0.1 is in use by another program: stop that one, or choose another port (PORT=${port + 1} npm start).`,
  );
  await new Promise((resolve) => other.close(resolve));
  expect(await checkPort(port, "127.0.0.1")).toBe(port);
});

test("resolves port 0 to a real port", async () => {
  expect(await checkPort(0, "127.0.0.1")).toBeGreaterThan(1023);
});

test("names an address of another machine", async () => {
  // 192.0.2.0/24 is reserved for documentation (RFC 5737).
  await expect(checkPort(3000, "192.0.2.1")).rejects.toThrow("HOST=192.0.2.1 is not an address of this machine");
});
