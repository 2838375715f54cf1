import { orkesApi, respanApi } from "@promptledger/http";
import { ledger } from "./edge-library.ts";

const authenticate = async () => ({ tenant: "acme", actor: { id: "jane", kind: "admin" as const } });
const respan = respanApi(ledger, { authenticate });
const orkes = orkesApi(ledger, { authenticate });

/** For an edge runtime: sends a request to each API, and answers the statuses. */
export async function useApis(): Promise<string> {
  const respanAnswer = await respan(new Request("http://localhost/respan/api/prompts/"));
  const orkesAnswer = await orkes(new Request("http://localhost/orkes/api/prompts"));
  return [respanAnswer.status, orkesAnswer.status].join(", ");
}
