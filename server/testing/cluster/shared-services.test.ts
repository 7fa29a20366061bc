import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { startSharedServices } from "./shared-services.ts";

test("offers a bucket and a mail server as the variables of a node", async () => {
  const { env, close } = await startSharedServices();
  expect(Object.keys(env).toSorted()).toEqual(
    ["S3_BUCKET", "S3_ENDPOINT", "S3_KEY", "S3_SECRET", "SMTP_URL", "VIGIE_CLUSTER"].toSorted(),
  );
  expect((await fetch(`${env.S3_ENDPOINT}/${env.S3_BUCKET}`)).ok).toBe(true);
  const socket = connect(Number(new URL(env.SMTP_URL ?? "").port), "127.0.0.1");
  const [greeting] = await once(socket, "data");
  expect(String(greeting)).toMatch(/^220 /);
  socket.destroy();
  await close();
  await expect(fetch(`${env.S3_ENDPOINT}/`)).rejects.toThrow();
});
