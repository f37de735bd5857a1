import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  type RouterHistory,
} from "@tanstack/react-router";
import { problemOf } from "../api/problem";
import { sessionQuery } from "../api/queries";
import { Empty, Failed } from "../components/States";
import { TextLink } from "../components/links";
import { LoginPage } from "../login/LoginPage";
import { paths } from "../paths";
import { Shell } from "./Shell";
import { parseSearch, stringifySearch, texts } from "./search";

interface Context {
  queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({
  notFoundComponent: () => (
    <Empty
      title="There is no such page"
      action={<TextLink {...paths.topics()}>All topics</TextLink>}
    />
  ),
  errorComponent: ({ error, reset }) => <Failed error={error} onRetry={reset} />,
});

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: texts("next"),
  component: LoginPage,
});

/** Everything that needs a session. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.query({ ...sessionQuery, staleTime: "static" });
    } catch (error) {
      if (problemOf(error).status === 401) throw redirect(paths.login(location.href));
      throw error;
    }
  },
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: () => {
    throw redirect(paths.topics());
  },
});

const cluster = createRoute({
  getParentRoute: () => inside,
  path: "/cluster",
  component: lazyRouteComponent(() => import("../cluster/ClusterPage"), "ClusterPage"),
});

const topics = createRoute({
  getParentRoute: () => inside,
  path: "/topics",
  validateSearch: texts("name", "labels", "page"),
  component: lazyRouteComponent(() => import("../topics/TopicsPage"), "TopicsPage"),
});

const createTopic = createRoute({
  getParentRoute: () => inside,
  path: "/create-topic",
  component: lazyRouteComponent(() => import("../topics/CreateTopicPage"), "CreateTopicPage"),
});

const topic = createRoute({
  getParentRoute: () => inside,
  path: "/topics/$topic",
  component: lazyRouteComponent(() => import("../topics/TopicLayout"), "TopicLayout"),
});

const tail = createRoute({
  getParentRoute: () => topic,
  path: "/",
  validateSearch: texts("from", "key", "partition", "header", "record"),
  component: lazyRouteComponent(() => import("../tail/TailPage"), "TailPage"),
});

const produce = createRoute({
  getParentRoute: () => topic,
  path: "/produce",
  component: lazyRouteComponent(() => import("../produce/ProducePage"), "ProducePage"),
});

const partitions = createRoute({
  getParentRoute: () => topic,
  path: "/partitions",
  component: lazyRouteComponent(() => import("../partitions/PartitionsPage"), "PartitionsPage"),
});

const settings = createRoute({
  getParentRoute: () => topic,
  path: "/settings",
  component: lazyRouteComponent(() => import("../settings/SettingsPage"), "SettingsPage"),
});

const groups = createRoute({
  getParentRoute: () => inside,
  path: "/groups",
  validateSearch: texts("prefix", "state", "page"),
  component: lazyRouteComponent(() => import("../groups/GroupsPage"), "GroupsPage"),
});

const group = createRoute({
  getParentRoute: () => inside,
  path: "/groups/$group",
  validateSearch: texts("topic"),
  component: lazyRouteComponent(() => import("../groups/GroupPage"), "GroupPage"),
});

const routeTree = root.addChildren([
  login,
  inside.addChildren([
    home,
    cluster,
    topics,
    createTopic,
    groups,
    group,
    topic.addChildren([tail, produce, partitions, settings]),
  ]),
]);

export function makeRouter(queries: QueryClient, history?: RouterHistory) {
  return createRouter({
    ...(history !== undefined && { history }),
    routeTree,
    basepath: "/console",
    context: { queries },
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
