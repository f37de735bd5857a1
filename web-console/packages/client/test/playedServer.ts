import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Heard {
  method: string;
  url: URL;
  headers: IncomingMessage["headers"];
  body: string;
}

type Answer = (response: ServerResponse, request: Heard) => void;

/** A server on a real socket that answers one request after the other as the test says, and the last answer ever after. */
export async function playedServer(answers: Record<string, Answer[]>) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      let body = "";
      for await (const piece of request) body += String(piece);
      const { method = "", headers } = request;
      const url = new URL(request.url ?? "/", "http://server");
      const told = { method, url, headers, body };
      heard.push(told);
      const rest = answers[`${method} ${url.pathname}`] ?? [problem(404, "not_found")];
      const answer = rest.length > 1 ? rest.shift() : rest[0];
      answer?.(response, told);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const of = (method: string) => heard.filter((request) => request.method === method);
  return { url: `http://127.0.0.1:${address.port}`, heard, of };
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(status === 204 ? undefined : JSON.stringify(body));
  };

export const problem = (status: number, code: string, headers?: Record<string, string>) =>
  json({ type: code, title: code, code, status, retriable: status >= 500 }, status, headers);

type Ending = "end" | "cut" | "stay";

/** Frames of a stream, and what becomes of it then. */
export const frames =
  (ending: Ending, ...lines: string[]): Answer =>
  (response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write(`retry: 10\n\n${lines.map((line) => `${line}\n\n`).join("")}`, () => {
      if (ending === "end") response.end();
      if (ending === "cut") response.destroy();
    });
  };

export const frame = (type: string, data: unknown, id?: string) =>
  `event: ${type}\n${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}`;

export const recordFrame = (offset: number, partition = 0) =>
  frame(
    "message",
    { topic: "t", partition, offset, timestamp: "2026-05-04T10:00:00.000Z", value: offset },
    `c${offset + 1}`,
  );
