import { describe } from "vitest";
import { describeSharedLedger } from "./shared-ledger-rules.ts";
import { twoApis } from "./two-apis.ts";

describe("in memory", () => {
  describeSharedLedger(twoApis);
});
