import { describe, expect, test } from "vitest";
import type { SlugState } from "./slug-claim.ts";
import { decideSlug, evolveSlug, initialSlug } from "./slug-claim.ts";

const free: SlugState = { slug: "hello", promptId: null, lastEventAt: 0 };
const held: SlugState = { slug: "hello", promptId: "prm_1", lastEventAt: 1000 };

describe("X1 a slug", () => {
  test("is free at first, and remembers who holds it since when", () => {
    expect(initialSlug("hello")).toStrictEqual(free);
    const claimed = { type: "SlugClaimed", data: { slug: "hello", promptId: "prm_1" } } as const;
    expect(evolveSlug(free, { ...claimed, at: 1000 })).toStrictEqual(held);
    const released = { type: "SlugReleased", data: { slug: "hello", promptId: "prm_1" } } as const;
    expect(evolveSlug(held, { ...released, at: 2000 })).toStrictEqual({
      slug: "hello",
      promptId: null,
      lastEventAt: 2000,
    });
  });

  test("that is free is claimed", () => {
    expect(decideSlug({ type: "ClaimSlug", promptId: "prm_1" }, free)).toStrictEqual({
      status: "accepted",
      events: [{ type: "SlugClaimed", data: { slug: "hello", promptId: "prm_1" } }],
    });
  });

  test("that is taken is refused, with its holder named", () => {
    expect(decideSlug({ type: "ClaimSlug", promptId: "prm_2" }, held)).toStrictEqual({
      status: "rejected",
      rejection: {
        code: "slug-taken",
        message: 'the slug "hello" belongs to the prompt prm_1; choose another one',
        field: "slug",
      },
    });
  });

  test("that is one's own is claimed again without a change", () => {
    expect(decideSlug({ type: "ClaimSlug", promptId: "prm_1" }, held)).toStrictEqual({
      status: "accepted",
      events: [],
    });
  });

  test("is released by its holder alone", () => {
    expect(decideSlug({ type: "ReleaseSlug", promptId: "prm_1" }, held)).toStrictEqual({
      status: "accepted",
      events: [{ type: "SlugReleased", data: { slug: "hello", promptId: "prm_1" } }],
    });
    expect(decideSlug({ type: "ReleaseSlug", promptId: "prm_2" }, held)).toStrictEqual({
      status: "accepted",
      events: [],
    });
    expect(decideSlug({ type: "ReleaseSlug", promptId: "prm_1" }, free)).toStrictEqual({
      status: "accepted",
      events: [],
    });
  });
});
