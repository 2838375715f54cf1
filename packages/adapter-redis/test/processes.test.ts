import { testRedisUrl } from "@promptledger/test-servers";
import { fourProcesses } from "./four-processes.ts";

fourProcesses("on one Redis", async () => testRedisUrl());
