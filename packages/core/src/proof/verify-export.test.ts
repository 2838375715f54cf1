import { createLedger, ed25519Signer, verifyExport } from "@promptledger/core";
import { describe, expect, test } from "vitest";
import { bench, refusal } from "../../test/ledger.ts";
import { linesOf, ORIGIN, trustOf, writePrompts } from "../../test/proving.ts";

describe("an export", () => {
  test("is the same each time, holds without a store, and is refused with another key or origin", async () => {
    const my = bench();
    await writePrompts(my, 200, "a");
    const { proof } = my.jane;
    const lines = await linesOf(proof);
    expect(await linesOf(proof)).toEqual(lines);
    expect(lines).toHaveLength(402);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      format: "promptledger.export.v1",
      origin: ORIGIN,
      tenant: "acme",
      size: 400,
    });
    const trust = trustOf(proof);
    expect(await verifyExport(lines, trust)).toMatchObject({ holds: true, provenUntil: 400, size: 400 });
    const key = ed25519Signer(new Uint8Array(32).fill(1));
    const stranger = createLedger({ store: my.store, proof: { host: "ledger.example.com", signer: key } });
    const { publicKey } = trustOf(stranger.as({ tenant: "acme", actor: { id: "jane" } }).proof);
    for (const options of [{ publicKey }, { origin: "ledger.example.com/globex" }])
      expect(await refusal(verifyExport(lines, options))).toMatchObject({ code: "proof-invalid" });
    for (const cut of [[], ["x"], lines.slice(1), lines.slice(0, -1), ["{}", ...lines.slice(1)]])
      expect(await refusal(verifyExport(cut, trust))).toMatchObject({ code: "proof-invalid" });
  });

  test("may be given as the text of its file, and nothing else that is no lines", async () => {
    const my = bench();
    await writePrompts(my, 2, "a");
    const text = `${(await linesOf(my.jane.proof)).join("\n")}\n`;
    expect(await verifyExport(text, { ...trustOf(my.jane.proof), against: text })).toMatchObject({
      holds: true,
    });
    for (const other of [undefined, null, 1, {}])
      expect(await refusal(verifyExport(other as unknown as string))).toMatchObject({
        code: "invalid-input",
        message: "lines: must be the lines of an export, or its text",
      });
  });

  test("names the line that cannot be read, and where it was cut off", async () => {
    const my = bench();
    await writePrompts(my, 20, "a");
    const { proof } = my.jane;
    const checkpoints = await proof.checkpoint();
    const lines = await linesOf(proof);
    const broken = lines.map((line, index) => (index === 7 ? line.slice(0, 20) : line));
    expect((await verifyExport(broken, trustOf(proof))).differences).toMatchObject([
      { kind: "changed", position: 7, isProven: true },
    ]);
    const cut = await verifyExport(lines.slice(0, 12), { ...trustOf(proof), checkpoints });
    expect(cut).toMatchObject({ holds: false, differences: [{ kind: "cut-off", position: 12 }] });
  });
});
