import { eventStoreContract } from "@promptledger/testing";
import { afterAll, beforeAll } from "vitest";
import type { SecuredDatabase } from "./secured-database.ts";
import { createSecuredDatabase } from "./secured-database.ts";

let secured: SecuredDatabase;
beforeAll(async () => {
  secured = await createSecuredDatabase();
});
afterAll(() => secured.drop());

eventStoreContract({
  name: "PostgreSQL with row-level security, and one connection for each store",
  open: (options) => secured.openStorage(options),
});
