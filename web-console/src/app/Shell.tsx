import {
  ActionIcon,
  Menu,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { admin, done } from "../api/client";
import { clusterQuery, sessionQuery } from "../api/queries";
import { plural } from "../components/format";
import { Mark } from "../components/Mark";
import { paths } from "../paths";
import { MoonIcon, SunIcon, UserIcon } from "../components/icons";
import styles from "./Shell.module.css";

/** The frame around every page but the login. */
export function Shell() {
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        Skip to content
      </a>
      <header className={styles.bar}>
        <Link {...paths.topics()} className={styles.brand} aria-label="Millrace, all topics">
          <Mark />
          <span className={styles.word}>Millrace</span>
        </Link>
        <nav className={styles.nav} aria-label="Main">
          <Link {...paths.topics()} className={styles.item} activeProps={{ "data-active": true }}>
            Topics
          </Link>
          <Link {...paths.groups()} className={styles.item} activeProps={{ "data-active": true }}>
            Groups
          </Link>
          <Link {...paths.cluster()} className={styles.item} activeProps={{ "data-active": true }}>
            Cluster
          </Link>
        </nav>
        <div className={styles.end}>
          <ClusterState />
          <SchemeToggle />
          <Account />
        </div>
      </header>
      <main id="content" className={styles.content} tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  );
}

function ClusterState() {
  const { data: cluster, isError } = useQuery(clusterQuery);
  if (isError) return <span className={styles.cluster}>Cluster unknown</span>;
  if (cluster === undefined) return null;
  const healthy = cluster.offline_partitions === 0 && !cluster.safe_mode;
  const text = cluster.safe_mode
    ? "Safe mode"
    : healthy
      ? "All partitions online"
      : `${plural(cluster.offline_partitions, "partition")} offline`;
  return (
    <Tooltip label={`Cluster ${cluster.cluster_id} · ${cluster.product_version} · ${text}`}>
      <span className={styles.cluster} data-healthy={healthy}>
        {cluster.mode === "standalone" ? "Standalone" : plural(cluster.live_brokers, "broker")}
      </span>
    </Tooltip>
  );
}

function SchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const other = scheme === "light" ? "dark" : "light";
  return (
    <Tooltip label={`Use ${other} colours`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Use ${other} colours`}
        onClick={() => {
          setColorScheme(other);
        }}
      >
        {scheme === "light" ? <MoonIcon /> : <SunIcon />}
      </ActionIcon>
    </Tooltip>
  );
}

function Account() {
  const { data: session } = useQuery(sessionQuery);
  const client = useQueryClient();
  const navigate = useNavigate();
  const logOut = useMutation({
    mutationFn: () => done(admin.DELETE("/admin/v1/session")),
    onSuccess: async () => {
      client.clear();
      await navigate(paths.login());
    },
  });
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label="Account">
          <UserIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{session === undefined ? "Signed in" : session.principal}</Menu.Label>
        <Menu.Item
          onClick={() => {
            logOut.mutate();
          }}
        >
          Log out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
