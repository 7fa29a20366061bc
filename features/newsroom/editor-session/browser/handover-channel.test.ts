import { expect, test } from "vitest";
import { createHandoverChannel } from "./handover-channel.ts";

let ids = 0;
const newId = () => {
  ids += 1;
  return String(ids);
};

test("waits until the tabs that accepted the request have saved", async () => {
  const [asker, one, other] = [
    createHandoverChannel(newId),
    createHandoverChannel(newId),
    createHandoverChannel(newId),
  ];
  const heard: string[] = [];
  const stop = one.onHandover(async (articleId, memberId) => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    heard.push(`one ${articleId} ${memberId}`);
  });
  other.onHandover(async () => {
    heard.push("other");
    throw new Error("A tab that fails does not hold up the one that asked.");
  });
  asker.onHandover(async () => {
    heard.push("the tab that asks");
  });
  await asker.requestHandover(7, 1);
  expect(heard.sort()).toEqual(["one 7 1", "other"]);

  stop();
  await asker.requestHandover(8, 1);
  expect(heard.sort()).toEqual(["one 7 1", "other", "other"]);
});

test("ends a request that no tab answers", async () => {
  const [asker, silent] = [createHandoverChannel(newId), createHandoverChannel(newId)];
  await asker.requestHandover(7, 1);
  const work: (() => void)[] = [];
  silent.onHandover(() => new Promise((resolve) => work.push(resolve)));
  await asker.requestHandover(7, 1);
  expect(work.length).toBeGreaterThan(0);
});
