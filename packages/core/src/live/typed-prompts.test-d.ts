import { expectTypeOf } from "vitest";
import type { TenantLedger } from "../ledger/tenant-ledger.ts";
import type { PromptRef } from "../prompt/prompt-ref.ts";
import type { ImageUrl } from "../template/declaration.ts";
import type { JsonObject } from "../validation/json.ts";
import type { Message } from "../version/content.ts";
import type { Live } from "./live.ts";
import type { Resolved } from "./resolved.ts";

declare module "./typed-prompts.ts" {
  interface TypedPrompts {
    "typed/all": {
      readonly variables: {
        readonly name: string;
        readonly count?: number;
        readonly image?: ImageUrl;
        readonly history?: readonly Message[];
        readonly user?: { readonly city: string };
      };
    };
    "typed/optional": { readonly variables: { readonly tone?: string } };
    "typed/none": { readonly variables: Record<string, never> };
    "typed/unknown": { readonly variables: JsonObject };
  }
}

// Compiled, never run: what a host's compiler says of right and wrong calls.
export async function calls(live: Live, acme: TenantLedger): Promise<void> {
  const all = live.resolve("typed/all");
  all.render({ name: "Ann" });
  all.render({
    name: "Ann",
    count: 1,
    image: { url: "https://example.com/a.png" },
    history: [{ role: "user" }],
  });
  all.render({ name: "Ann", user: { city: "Rome" } }, { mode: "lenient" });
  // @ts-expect-error the name is missing
  all.render({ count: 1 });
  // @ts-expect-error also where nothing is given
  all.render();
  // @ts-expect-error a count is a number
  all.render({ name: "Ann", count: "1" });
  // @ts-expect-error the prompt has no such variable
  all.render({ name: "Ann", nmae: "Ann" });
  // @ts-expect-error nor has the user
  all.render({ name: "Ann", user: { city: "Rome", citty: "Rome" } });
  // @ts-expect-error null is no name
  all.render({ name: null });

  // What is read from the store is checked alike, in any environment and at any time.
  (await acme.resolve("typed/all", { environment: "staging", at: "2026-01-31" })).render({ name: "Ann" });
  // @ts-expect-error the name is missing
  (await acme.resolve("typed/all", { environment: "staging", at: "2026-01-31" })).render({});

  // Nothing need be given where nothing is required.
  live.resolve("typed/optional").render();
  live.resolve("typed/optional").render({ tone: "warm" });
  // @ts-expect-error the prompt has no such variable
  live.resolve("typed/optional").render({ name: "Ann" });
  live.resolve("typed/none").render();
  live.resolve("typed/none").render({});
  // @ts-expect-error the prompt has no variables
  live.resolve("typed/none").render({ name: "Ann" });
  live.resolve("typed/unknown").render({ anything: true });

  // Loose as without the file: another version, a prompt that is not in the file, and a reference that the compiler does not know.
  expectTypeOf(live.resolve("typed/all", { version: 1 })).toEqualTypeOf<Resolved>();
  expectTypeOf(await acme.resolve("typed/all", { version: "latest" })).toEqualTypeOf<Resolved>();
  expectTypeOf(live.resolve("another")).toEqualTypeOf<Resolved>();
  expectTypeOf(live.resolve("typed/all" as string)).toEqualTypeOf<Resolved>();
  expectTypeOf(live.resolve({ id: "typed" })).toEqualTypeOf<Resolved>();
  const whichever = (ref: PromptRef): Resolved => live.resolve(ref);
  whichever("typed/all").render({ anything: true });

  // A typed answer is passed on as any other.
  const loose: Resolved = live.resolve("typed/all");
  loose.render({});
  const send = (resolved: Resolved): number => resolved.number;
  send(all);
  // A slug that may be one of two takes what either takes.
  const either = live.resolve("typed/optional" as "typed/optional" | "typed/all");
  either.render({ name: "Ann" });

  // @ts-expect-error there is no such option
  live.resolve("typed/all", { enviroment: "staging" });
  // @ts-expect-error an id is passed as { id }
  live.resolve(all.promptId);
}
