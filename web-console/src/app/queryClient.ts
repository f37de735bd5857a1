import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { problemOf } from "../api/problem";

/** `onSignedOut` is called when the server no longer knows the session. */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (problemOf(error).status === 401) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < 2 && problemOf(error).retriable,
        staleTime: 1_000,
      },
      mutations: { retry: false },
    },
  });
}
