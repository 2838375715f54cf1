import { memoryEventStore } from "@promptledger/adapter-memory";
import type { TenantLedger } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import { orkesApi, orkesTokens, respanApi } from "@promptledger/http";
import { measure } from "./measure.ts";

const MEGABYTE = 1_048_576;
/** A text of a megabyte as JSON, with the rest of its event, is refused; this is the longest that is stored. */
const LARGEST_TEXT = 1_000_000;
/** In short lines: each line's end is two characters of JSON. */
const LARGEST_LINES = 900_000;
const KEYS = 10_000;
const FEW = 100;

/** What texts, bodies and tokens cost that are made to take long: items 17 and 18. */
export async function benchmarkTexts(): Promise<void> {
  console.log("Texts, bodies and tokens, in memory");
  const ledger = createLedger({ store: memoryEventStore() });
  const tokens = orkesTokens(ledger, { signingKey: new Uint8Array(32) });
  const identity = { tenant: "bench", actor: { id: "jane", kind: "admin" } } as const;
  const acme = ledger.as(identity);
  const orkes = orkesApi(ledger, { authenticate: () => identity, tokens });
  const respan = respanApi(ledger, { authenticate: () => identity });
  const send =
    (api: typeof orkes, method: string, path: string, body?: string) => async (): Promise<string> => {
      const init = body === undefined ? { method } : { method, body };
      const answer = await api(new Request(`http://localhost/api/prompts${path}`, init));
      return `${answer.status}, ${(await answer.text()).length} characters`;
    };

  for (const [size, length] of [
    ["100 kB", 100_000],
    ["1 MB", LARGEST_TEXT],
  ] as const) {
    const unended = "${".repeat(length / 2);
    const body = JSON.stringify({ messages: [{ role: "user", content: unended }], model: "gpt-4o" });
    const name = size.replace(" ", "");
    await acme.prompts.create({ id: name, name });
    await measure(
      `${size} of \${, saved through Orkes' API`,
      send(orkes, "PUT", `/${name}?description=d`, unended),
    );
    await measure(`${size} of \${, read through Orkes' API`, send(orkes, "GET", `/${name}`));
    await measure(
      `${size} of \${, saved through Respan's API`,
      send(respan, "POST", `/${name}/versions/`, body),
    );
    await acme.versions.commit({ id: name });
    await acme.deployments.deploy({ id: name }, { version: "latest" });
    await measure(`${size} of \${, rendered`, async () => {
      return `${(await acme.resolve({ id: name })).render().messages.length} messages`;
    });
    await makeVersions(acme, `diff-${name}`, Math.min(length, LARGEST_LINES));
    await measure(`diff of ${size} of short lines`, async () => {
      const { coarse, text } = await acme.versions.diff({ id: `diff-${name}` }, { from: 1, to: 2 });
      return `${text.length} changes, coarse: ${coarse}`;
    });
    await measure(`diff of ${size} of short lines, ${FEW} of them changed`, async () => {
      const { coarse, text } = await acme.versions.diff({ id: `diff-${name}` }, { from: 2, to: 3 });
      return `${text.length} changes, coarse: ${coarse}`;
    });
  }

  for (let key = 0; key < KEYS; key++)
    await ledger.keys.add(`a secret key of the benchmark, ${key}`, {
      ...identity,
      id: `key-${key}`,
      createdAt: 0,
    });
  const token = [{ alg: "HS256" }, { tenant: "bench", key: "unknown" }, {}].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  await measure(`a token of an unknown key, among ${KEYS} keys`, async () => {
    const headers = { "x-authorization": token.join(".") };
    return String(await tokens.authenticate(new Request("http://localhost", { headers })));
  });

  const zeros = `[${"0,".repeat(MEGABYTE / 2 - 100)}0]`;
  const messages = `{"model":"gpt-4o","messages":${zeros}}`;
  await measure("1 MB of messages: [0,0,...]", send(respan, "POST", "/100kB/versions/", messages));
  const values = `{"filters":{"name":{"operator":"contains","value":[${'"",'.repeat(329_999)}""]}}}`;
  await measure("330,000 filter values", send(respan, "POST", "/list/", values));
  const keys = `{${Array.from({ length: MEGABYTE / 12 - 10 }, (_, key) => `"k${key}":0`).join(",")}}`;
  await measure("1 MB of keys", send(respan, "POST", "/", `{"name":"n","x":${keys}}`));
  await measure("1 MB of [", send(respan, "POST", "/", "[".repeat(MEGABYTE)));
  await ledger.close();
}

/** Versions 1 and 2 have no line in common; versions 2 and 3 differ in a few. */
async function makeVersions(acme: TenantLedger, id: string, length: number): Promise<void> {
  await acme.prompts.create({ id, name: id });
  const wordOf = [
    () => "a",
    () => "b",
    (line: number) => (line % Math.floor(length / 9 / FEW) === 0 ? "c" : "b"),
  ];
  for (const word of wordOf) {
    const lines = Array.from(
      { length: length / 9 },
      (_, line) => `${word(line)}${String(line).padStart(7, "0")}`,
    );
    await acme.versions.create({ id }, { messages: [{ role: "user", content: lines.join("\n") }] });
  }
}
