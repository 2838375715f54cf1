// A process with a ledger on the server or the cluster of a URL, which records what it does.
import { createLedger } from "@promptledger/core";
import { serveRecording } from "@promptledger/test-servers/worker";
import { recordedWork } from "@promptledger/testing/history";
import { openStore } from "../open-store.ts";

const [, , url = "", options = "{}"] = process.argv;
const ledger = createLedger({ store: openStore(url, JSON.parse(options)).store });
serveRecording((scene) => recordedWork(ledger, scene));
