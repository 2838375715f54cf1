import { respanApi } from "@promptledger/http";
import { expect, test } from "vitest";
import { authenticateSender, ORIGIN, orkesClient, senderHeader } from "./orkes-client.ts";
import type { SendAll } from "./parallel-writes.ts";
import { checkDeployments, checkIncrements } from "./parallel-writes.ts";
import { JANE } from "./respan-client.ts";

function inProcess(): SendAll {
  const { ledger, handle } = orkesClient();
  const apis = { orkes: handle, respan: respanApi(ledger, { authenticate: authenticateSender }) };
  return (calls) =>
    Promise.all(
      calls.map(async ({ api, method, path, body }) => {
        const headers = senderHeader(JANE);
        const init =
          body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
        const response = await apis[api](new Request(`${ORIGIN}/api/prompts${path}`, init));
        return { status: response.status, body: await response.text() };
      }),
    );
}

test("100 parallel autoIncrement posts to one name give 100 consecutive versions and no error", async () => {
  await checkIncrements(inProcess());
  expect.hasAssertions();
});

test("100 parallel commits and deployments never leave two live versions", async () => {
  await checkDeployments(inProcess());
  expect.hasAssertions();
});
