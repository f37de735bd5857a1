import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import { vi } from "vitest";
import { makeQueryClient } from "../app/queryClient";
import { makeRouter } from "../app/router";
import { cssVariables, theme } from "../app/theme";

type Answer = () => Response | Promise<Response>;

export const json =
  (body: unknown, status = 200) =>
  () =>
    new Response(JSON.stringify(body), {
      status,
      headers: { "Content-Type": status < 400 ? "application/json" : "application/problem+json" },
    });

export const refused = (status: number, code: string, title: string) =>
  json({ type: `/v1/problems/${code}`, title, status, code, retriable: false }, status);

const session = { principal: "admin", admin: true, authenticated_by: "session" };
export const cluster = {
  cluster_id: "5cc7e6a0-0000-4000-8000-000000000000",
  mode: "standalone",
  product_version: "0.1.0",
  metadata_version: 1,
  controller_epoch: 1,
  safe_mode: false,
  brokers: 1,
  live_brokers: 1,
  topics: 0,
  partitions: 0,
  offline_partitions: 0,
  under_replicated_partitions: 0,
  moving_partitions: 0,
  default_partitions: 3,
  default_replication_factor: 1,
};

/** The whole console at this path, in front of a network that answers what the test says. */
export function openConsole(path: string, answers: Record<string, Answer>) {
  const requests: Request[] = [];
  const known: Record<string, Answer> = {
    "GET /admin/v1/session": json(session),
    "GET /admin/v1/cluster": json(cluster),
    ...answers,
  };
  vi.stubGlobal("fetch", (request: Request) => {
    requests.push(request.clone());
    const call = `${request.method} ${new URL(request.url).pathname}`;
    const answer = known[call] ?? refused(404, "not_found", `No answer for ${call}`);
    return Promise.resolve(answer());
  });
  const queries = makeQueryClient(() => undefined);
  queries.setDefaultOptions({ queries: { retry: false } });
  const router = makeRouter(queries, createMemoryHistory({ initialEntries: [`/console${path}`] }));
  render(
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} env="test">
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { requests, router };
}
