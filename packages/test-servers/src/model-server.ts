import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A request for a chat completion, as it arrived. */
export interface ChatRequest {
  readonly authorization: string | undefined;
  readonly path: string;
  readonly body: {
    readonly model: string;
    readonly messages: readonly { readonly role: string; readonly content: unknown }[];
    readonly [name: string]: unknown;
  };
}

/** Answers a request for a chat completion. */
export type ChatAnswer = (request: ChatRequest, response: ServerResponse) => void;

/** An HTTP server that stands in for an OpenAI-compatible endpoint: real requests, and answers that the test chooses. */
export interface ModelServer {
  /** The endpoint, which ends in `/v1`. */
  readonly url: string;
  readonly requests: readonly ChatRequest[];
  stop(): Promise<void>;
}

/** Starts a model server on a free port. `answer` chooses its answers. Default: the text of the last message, in angle brackets. */
export async function startModelServer(answer: ChatAnswer = repeatLast): Promise<ModelServer> {
  const requests: ChatRequest[] = [];
  const server = createServer((incoming, response) => {
    void read(incoming).then((request) => {
      requests.push(request);
      answer(request, response);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Answers with a completion of one text, or with other fields of its message. */
export function complete(
  response: ServerResponse,
  message: { readonly content?: string | null; readonly refusal?: string },
  finishReason = "stop",
): void {
  const choice = { index: 0, message: { role: "assistant", ...message }, finish_reason: finishReason };
  const body = { id: "chatcmpl-1", object: "chat.completion", created: 0, model: "m", choices: [choice] };
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function repeatLast({ body }: ChatRequest, response: ServerResponse): void {
  complete(response, { content: `<${String(body.messages.at(-1)?.content)}>` });
}

async function read(incoming: IncomingMessage): Promise<ChatRequest> {
  let text = "";
  for await (const chunk of incoming) text += String(chunk);
  return {
    authorization: incoming.headers.authorization,
    path: incoming.url ?? "",
    body: JSON.parse(text) as ChatRequest["body"],
  };
}
