import { it } from "vitest";
import { crashRounds } from "./crash-rounds.ts";

it("a server that is killed under load loses nothing that it has acknowledged, and doubles nothing", async () => {
  console.log("killed under load", await crashRounds(2));
}, 60_000);
