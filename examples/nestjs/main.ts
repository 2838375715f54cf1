import "reflect-metadata";
import { Controller, Get, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";
import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger } from "@promptledger/core";
import { respanApi } from "@promptledger/http";
import { toNodeHandler } from "@promptledger/http/node";

// Says who sends a request, and for which tenant; null is answered with 401.
function authenticate({ headers }: Request) {
  return headers.get("authorization") === "Bearer secret"
    ? { tenant: "acme", actor: { id: "service", kind: "admin" as const } }
    : null;
}

const ledger = createLedger({ store: memoryEventStore() });
const respan = respanApi(ledger, { authenticate, onError: console.error });

@Controller()
class GreetingController {
  @Get("greeting")
  async greeting() {
    const live = await ledger.as({ tenant: "acme", actor: { id: "host" } }).resolve("greeting");
    return live.render({ name: "Ann" }).messages;
  }
}

@Module({ controllers: [GreetingController] })
class AppModule {}

async function main() {
  // Without Nest's parser, which would read the bodies first. It is added behind the API.
  const app = await NestFactory.create<NestExpressApplication>(AppModule, {
    bodyParser: false,
    logger: ["error"],
  });
  app.use("/respan", toNodeHandler(respan));
  app.useBodyParser("json");
  await app.listen(Number(process.env["PORT"] ?? 4000));
}

void main();
