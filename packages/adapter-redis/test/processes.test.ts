import { fourProcesses, testRedisUrl } from "@promptledger/test-servers";
import { openWithWorkers } from "./open-with-workers.ts";

fourProcesses("on one Redis", (count) => openWithWorkers(testRedisUrl(), count));
