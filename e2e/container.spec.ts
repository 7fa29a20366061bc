import { chownSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Container, readImage, startContainer, whyNoContainer } from "./container.ts";
import { expect, test } from "./fixtures.ts";

test("the image's entry point runs without rights on a read-only program, says whether it is healthy, keeps its data and stops cleanly @alone", async () => {
  const reason = whyNoContainer();
  test.skip(reason !== undefined, reason);
  test.slow();
  const image = readImage();
  const entry: string[] = JSON.parse(image.ENTRYPOINT ?? "[]");
  const healthCheck: string[] = JSON.parse((image.HEALTHCHECK ?? "").replace(/^.*CMD /, ""));
  const [userId = 0, groupId = 0] = (image.USER ?? "").split(":").map(Number);
  const data = mkdtempSync(join(tmpdir(), "vigie-container-data-"));
  chownSync(data, userId, groupId);
  const containers: Container[] = [];
  const open = () => {
    const container = startContainer(data, { DEMO: "0", SITE_URL: "https://news.example.org", TRUST_PROXY: "1" });
    containers.push(container);
    return container;
  };
  const start = async () => {
    const container = open();
    await expect.poll(container.output, { timeout: 180_000 }).toContain("Vigie is ready");
    return container;
  };
  try {
    const first = await start();
    expect(first.output()).not.toMatch(/Building the site|Installing dependencies/);
    expect(first.run(healthCheck)).toEqual({ code: 0, output: "" });
    const rights = first.run(["grep", "-E", "^(Uid|CapEff|CapBnd|NoNewPrivs):", "/proc/1/status"]).output;
    expect(rights.split("\n").map((line) => line.split("\t").slice(0, 2).join(" "))).toEqual([
      `Uid: ${userId}`,
      "CapEff: 0000000000000000",
      "CapBnd: 0000000000000000",
      "NoNewPrivs: 1",
      "",
    ]);
    for (const folder of ["/app", "/usr", "/etc"])
      expect(first.run(["touch", `${folder}/written`]).output).toContain("Read-only file system");
    first.run(["pkill", "-STOP", "-f", "process/start.ts"]);
    const frozen = first.run(healthCheck);
    expect(frozen).toMatchObject({ code: 1, output: expect.stringContaining("/servez does not answer") });
    first.run(["pkill", "-CONT", "-f", "process/start.ts"]);
    const intruder = open();
    await expect
      .poll(intruder.output, { timeout: 60_000 })
      .toContain("Vigie already runs on /data, in another container");
    const account = ["--email", "ada@example.org", "--name", "Ada", "--role", "editor"];
    const create = [...entry, "vigie", "user", "create", ...account, "--password", "une longue phrase de passe"];
    expect(first.run(create).code).toBe(0);
    expect(await first.stop()).toBe(0);
    expect(existsSync(join(data, "vigie.lock"))).toBe(false);

    // Everything in the second one is killed at once, as by a power failure; its process ids occur in the third one too.
    const second = await start();
    expect(second.run(create)).toMatchObject({ code: 1, output: expect.stringContaining("ada@example.org") });
    await second.kill();
    expect(existsSync(join(data, "vigie.lock"))).toBe(true);
    const third = await start();
    expect(third.run([...entry, "vigie", "check"]).code).toBe(0);
    expect(await third.stop()).toBe(0);
  } finally {
    for (const container of containers) await container.kill();
    rmSync(data, { recursive: true, force: true });
  }
});
