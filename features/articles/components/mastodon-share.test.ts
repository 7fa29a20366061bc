import { expect, test } from "vitest";
import { mastodonShareUrl } from "./mastodon-share.ts";

test.each(["mastodon.social", " https://mastodon.social/@ada ", "@ada@mastodon.social", "http://mastodon.social"])(
  "finds the server in %j",
  (typed) => {
    expect(mastodonShareUrl(typed, "Un titre & une adresse")).toBe(
      "https://mastodon.social/share?text=Un+titre+%26+une+adresse",
    );
  },
);

test.each(["", "mastodon", "javascript://a.test/%0aalert(1)", "ftp://a.test", "a b.test", "https://", "@ada@"])(
  "finds none in %j",
  (typed) => {
    expect(mastodonShareUrl(typed, "x")).toBeUndefined();
  },
);
