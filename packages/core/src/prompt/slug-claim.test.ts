import { describe, expect, test } from "vitest";
import { fold } from "../decider.ts";
import type { SlugState } from "./slug-claim.ts";
import { slugDecider } from "./slug-claim.ts";

const claim = (promptId: string) => ({ type: "ClaimSlug", slug: "hello", promptId }) as const;
const release = (promptId: string) => ({ type: "ReleaseSlug", slug: "hello", promptId }) as const;

const at = (time: number) => ({ version: 1, at: time, actor: "ann" });

const free: SlugState = { slug: "hello", promptId: null, lastEventAt: 0 };
const held: SlugState = { slug: "hello", promptId: "prm_1", lastEventAt: 1000 };

describe("X1 a slug", () => {
  test("is free at first, and remembers who holds it since when", () => {
    expect(slugDecider.initialState).toStrictEqual({ slug: "", promptId: null, lastEventAt: 0 });
    expect(Object.isFrozen(slugDecider.initialState)).toBe(true);
    const claimed = { type: "SlugClaimed", data: { slug: "hello", promptId: "prm_1" } } as const;
    expect(fold(slugDecider, slugDecider.initialState, [{ ...claimed, ...at(1000) }])).toStrictEqual(held);
    const released = { type: "SlugReleased", data: { slug: "hello", promptId: "prm_1" } } as const;
    expect(fold(slugDecider, held, [{ ...released, ...at(2000) }])).toStrictEqual({
      slug: "hello",
      promptId: null,
      lastEventAt: 2000,
    });
  });

  test("that is free is claimed", () => {
    expect(slugDecider.decide(claim("prm_1"), free, null)).toStrictEqual({
      status: "accepted",
      events: [{ type: "SlugClaimed", data: { slug: "hello", promptId: "prm_1" } }],
    });
  });

  test("that is taken is refused, with its holder named", () => {
    expect(slugDecider.decide(claim("prm_2"), held, null)).toStrictEqual({
      status: "rejected",
      rejection: {
        code: "slug-taken",
        message: 'the slug "hello" belongs to the prompt prm_1; choose another one',
        field: "slug",
        details: { slug: "hello", promptId: "prm_1" },
      },
    });
  });

  test("that is one's own is claimed again without a change", () => {
    expect(slugDecider.decide(claim("prm_1"), held, null)).toStrictEqual({
      status: "accepted",
      events: [],
    });
  });

  test("is released by its holder alone", () => {
    expect(slugDecider.decide(release("prm_1"), held, null)).toStrictEqual({
      status: "accepted",
      events: [{ type: "SlugReleased", data: { slug: "hello", promptId: "prm_1" } }],
    });
    expect(slugDecider.decide(release("prm_2"), held, null)).toStrictEqual({
      status: "accepted",
      events: [],
    });
    expect(slugDecider.decide(release("prm_1"), free, null)).toStrictEqual({
      status: "accepted",
      events: [],
    });
  });
});
