import { expect, test } from "vitest";
import { checkWalks } from "./walk/check-walks.ts";

test("20 random walks over Respan, Orkes and the library leave the three views agreed with a plain model", async () => {
  await checkWalks(20);
  expect.hasAssertions();
}, 300_000);
