import { ed25519 } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { ed25519Sign } from "./ed25519-sign.ts";

test("a signature is the same with and without the platform's Ed25519", async () => {
  const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
  await fc.assert(
    fc.asyncProperty(seeds, fc.uint8Array(), async (seed, message) => {
      const signature = await ed25519Sign(seed)(message);
      expect(ed25519.verify(signature, message, ed25519.getPublicKey(seed), { zip215: false })).toBe(true);
      const importKey = vi.spyOn(crypto.subtle, "importKey").mockRejectedValue(new Error("not supported"));
      const portable = await ed25519Sign(seed)(message);
      expect(importKey).toHaveBeenCalledOnce();
      importKey.mockRestore();
      expect(portable).toEqual(signature);
    }),
    { numRuns: 20 },
  );
});
