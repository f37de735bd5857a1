import { Button, PasswordInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { admin, bodyOf } from "../api/client";
import { problemOf } from "../api/problem";
import { sessionQuery } from "../api/queries";
import { Mark } from "../components/Mark";
import { Refusal } from "../components/States";
import { paths } from "../paths";
import styles from "./LoginPage.module.css";

const route = getRouteApi("/login");

/** The key goes to the server once, for a cookie that scripts can't read; it is kept nowhere. */
export function LoginPage() {
  const { next } = route.useSearch();
  const router = useRouter();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { key: "" },
    validate: {
      key: (key) =>
        /^mr_[^_\s]+_\S+$/.test(key.trim()) ? null : "A key looks like mr_<id>_<secret>",
    },
  });
  const logIn = useMutation({
    mutationFn: (key: string) =>
      bodyOf(admin.POST("/admin/v1/session", { headers: { Authorization: `Bearer ${key}` } })),
    onSuccess: async () => {
      form.reset();
      // Asks the server, so that a cookie that the browser refused shows here and not in a loop.
      await queries.query({ ...sessionQuery, staleTime: 0 });
      if (next === undefined) await router.navigate(paths.topics());
      else router.history.push(`/console${next.startsWith("/") ? next : "/"}`);
    },
  });

  return (
    <main className={styles.page}>
      <section className={styles.brand} aria-hidden="true">
        <Water />
      </section>
      <section className={styles.entry}>
        <form
          className={styles.form}
          onSubmit={form.onSubmit(({ key }) => {
            logIn.mutate(key.trim());
          })}
        >
          <div className={styles.name}>
            <Mark size={34} />
            <span>Millrace</span>
          </div>
          <h1 className={styles.title}>Log in</h1>
          <PasswordInput
            label="API key"
            description="Printed at the first start; also in admin.key in the data directory."
            placeholder="mr_…"
            autoComplete="off"
            autoFocus
            spellCheck={false}
            size="md"
            {...form.getInputProps("key")}
          />
          {logIn.isError && <LoginRefusal error={logIn.error} />}
          <Button type="submit" size="md" fullWidth loading={logIn.isPending}>
            Log in
          </Button>
          <p className={styles.note}>
            The key is exchanged for a session cookie and not stored in this browser.
          </p>
        </form>
      </section>
    </main>
  );
}

function LoginRefusal({ error }: { error: unknown }) {
  const problem = problemOf(error);
  if (problem.status !== 401) return <Refusal error={error} />;
  return (
    <Refusal error={error}>This key isn’t known here. Check that you copied all of it.</Refusal>
  );
}

function Water() {
  const wave =
    "c60 0 60-22 120-22s60 22 120 22 60-22 120-22 60 22 120 22 60-22 120-22 60 22 120 22 60-22 120-22";
  return (
    <svg className={styles.water} viewBox="0 0 720 900" preserveAspectRatio="xMidYMid slice">
      {Array.from({ length: 15 }, (_, line) => (
        <path key={line} d={`M-60 ${60 + line * 60}${wave}`} opacity={0.1 + line * 0.045} />
      ))}
      <circle cx="180" cy="360" r="7" />
      <circle cx="420" cy="540" r="7" />
      <circle cx="540" cy="218" r="5" opacity=".7" />
      <circle cx="300" cy="698" r="9" />
    </svg>
  );
}
