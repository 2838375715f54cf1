// A process with a client and a store of its own, on the server or the cluster of a URL.
import { serveJobs } from "@promptledger/test-servers/worker";
import { openStore } from "../open-store.ts";

const [, , url = "", options = "{}"] = process.argv;
serveJobs(openStore(url, JSON.parse(options)).store);
