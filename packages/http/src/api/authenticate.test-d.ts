import type { Ledger } from "@promptledger/core";
import { expectTypeOf } from "vitest";
import { orkesApi } from "../orkes/orkes-api.ts";
import { respanApi } from "../respan/respan-api.ts";
import type { FetchHandler } from "./fetch-handler.ts";

interface Signed {
  readonly user: string;
}

// Compiled, never run: what a host's compiler says of `authenticate`.
export async function apis(ledger: Ledger, request: Request): Promise<void> {
  const tenant = "acme";
  respanApi(ledger, { authenticate: () => ({ tenant, actor: { id: "ann", kind: "user" } }) });
  // @ts-expect-error an actor without a kind
  respanApi(ledger, { authenticate: () => ({ tenant, actor: { id: "ann" } }) });
  // @ts-expect-error also for the other API
  orkesApi(ledger, { authenticate: () => ({ tenant, actor: { id: "ann" } }) });
  // @ts-expect-error the kind of the host's own calls
  respanApi(ledger, { authenticate: () => ({ tenant, actor: { id: "ann", kind: "host" } }) });
  for (const nobody of [null, undefined, false] as const) respanApi(ledger, { authenticate: () => nobody });

  // Without a context of its own, a handler takes any or none.
  const plain = respanApi(ledger, { authenticate: () => null });
  expectTypeOf(plain).toEqualTypeOf<FetchHandler>();
  await plain(request);
  await plain(request, { anything: 1 });

  // A context that `authenticate` has a type for must be passed.
  const typed = orkesApi(ledger, {
    authenticate: (_request, { user }: Signed) => ({ tenant, actor: { id: user, kind: "user" } }),
  });
  expectTypeOf(typed).toEqualTypeOf<FetchHandler<Signed>>();
  await typed(request, { user: "ann" });
  // @ts-expect-error without it
  await typed(request);
  // @ts-expect-error or with another one
  await typed(request, { name: "ann" });
}
