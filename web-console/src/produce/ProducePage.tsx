import { ProblemError, randomId, type components } from "@millrace/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { millrace } from "../api/client";
import { problemOf } from "../api/problem";
import { topicQuery } from "../api/queries";
import { timeOfDay } from "../components/format";
import { TextLink } from "../components/links";
import { Refusal } from "../components/States";
import { paths } from "../paths";
import { requestBody, type Draft } from "./envelope";
import { ProduceForm } from "./ProduceForm";
import styles from "./ProducePage.module.css";

const route = getRouteApi("/inside/topics/$topic/produce");
const shownMax = 20;

type Stored = components["schemas"]["RecordStored"];

interface Attempt {
  draft: Draft;
  key: string;
}

export function ProducePage() {
  const { topic } = route.useParams();
  const partitions = useQuery(topicQuery(topic)).data?.value.status.partitions ?? 1;
  const queries = useQueryClient();
  const [stored, setStored] = useState<Stored[]>([]);
  const [attempt, setAttempt] = useState<Attempt>();
  const produce = useMutation({
    mutationFn: (next: Attempt) => produceRecord(topic, next),
    onSuccess: async (result) => {
      setStored((before) => [result, ...before].slice(0, shownMax));
      setAttempt(undefined);
      await queries.invalidateQueries({ queryKey: ["topic", topic] });
    },
  });

  const send = (draft: Draft) => {
    // A failed attempt that is sent again unchanged keeps its key: it may have been stored.
    const same = attempt !== undefined && JSON.stringify(attempt.draft) === JSON.stringify(draft);
    const next = { draft, key: same ? attempt.key : randomId() };
    setAttempt(next);
    produce.mutate(next);
  };

  return (
    <div className={styles.page}>
      <section className={styles.panel} aria-label="Produce a record">
        <ProduceForm partitions={partitions} busy={produce.isPending} onSend={send}>
          {produce.isError && (
            <Refusal error={produce.error}>
              {problemOf(produce.error).outcome === "unknown" && (
                <span>
                  It may have been stored. Sending it again unchanged is safe: it can’t be stored
                  twice.
                </span>
              )}
            </Refusal>
          )}
        </ProduceForm>
      </section>
      <section className={styles.results} aria-label="Stored records" aria-live="polite">
        <h2 className={styles.heading}>Stored from here</h2>
        {stored.length === 0 ? (
          <p className={styles.quiet}>
            Nothing yet. Each record that you send is listed here with its place in the log.
          </p>
        ) : (
          <ol className={styles.list}>
            {stored.map((result) => (
              <li key={`${result.partition}-${result.offset}`}>
                <TextLink {...paths.record(topic, result.partition, result.offset)}>
                  Partition {result.partition}, offset {result.offset}
                </TextLink>
                <span className={styles.quiet}>
                  {result.duplicate === true
                    ? "was stored already"
                    : result.timestamp !== undefined && timeOfDay(result.timestamp)}
                </span>
              </li>
            ))}
          </ol>
        )}
      </section>
    </div>
  );
}

/** Sent again with the same key, the same draft is stored once; whether to send it again is the user's choice. */
async function produceRecord(topic: string, { draft, key }: Attempt): Promise<Stored> {
  const [result] = await millrace.produce(topic, requestBody(draft), {
    idempotencyKey: key,
    attempts: 1,
  });
  if (result === undefined) throw new Error("The answer has no result");
  if ("problem" in result) throw new ProblemError(result.problem);
  return result;
}
