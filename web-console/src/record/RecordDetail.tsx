import { Anchor, SegmentedControl } from "@mantine/core";
import { parseJson, type StreamRecord } from "@millrace/client";
import { useState } from "react";
import type { RecordAddress } from "../api/queries";
import { CopyButton } from "../components/CopyButton";
import { bytes, fullTime } from "../components/format";
import { rawRecord } from "../paths";
import { indented, jsonTokens } from "./json";
import styles from "./RecordDetail.module.css";
import { decodeBase64, keyText, textOf } from "./recordText";

/** Above this size, colours and indents would make the page slow. */
const prettyMax = 512 * 1024;

export function RecordDetail(props: { address: RecordAddress; record: StreamRecord }) {
  const { address, record } = props;
  const key = keyText(record);
  const headers = record.headers ?? [];
  return (
    <div className={styles.detail}>
      <dl className={styles.facts}>
        <dt>Time</dt>
        <dd>
          {fullTime(record.timestamp)} <span className={styles.quiet}>{record.timestamp}</span>
        </dd>
        <dt>Key</dt>
        <dd className={styles.copyable}>
          {key === null ? <span className={styles.quiet}>none</span> : <code>{key}</code>}
          {key !== null && <CopyButton what="key" text={key} />}
        </dd>
        <dt>Partition</dt>
        <dd>{record.partition}</dd>
        <dt>Offset</dt>
        <dd>{record.offset}</dd>
      </dl>
      <section aria-label="Headers">
        <h3 className={styles.heading}>Headers</h3>
        {headers.length === 0 ? (
          <p className={styles.quiet}>This record has none.</p>
        ) : (
          <dl className={styles.headers}>
            {headers.map((header, index) => (
              <div key={index}>
                <dt>{header.name}</dt>
                <dd>{headerText(header)}</dd>
              </div>
            ))}
          </dl>
        )}
      </section>
      <Value record={record} />
      <p className={styles.links}>
        <Anchor
          size="sm"
          href={rawRecord(address.topic, address.partition, address.offset)}
          target="_blank"
          rel="noreferrer"
        >
          Open the value alone
        </Anchor>
        <CopyButton what="link to this record" label="Copy link" text={location.href} />
      </p>
    </div>
  );
}

type View = "Pretty" | "Raw" | "Base64";

function Value({ record }: { record: StreamRecord }) {
  const base64 = record.value_base64;
  const content = base64 === undefined ? undefined : decodeBase64(base64);
  const text = content === undefined ? undefined : textOf(content);
  const isJson = text !== undefined && text.length <= prettyMax && parseJson(text) !== undefined;
  const views: View[] = ["Base64"];
  if (text !== undefined) views.unshift("Raw");
  if (isJson) views.unshift("Pretty");
  const [chosen, setChosen] = useState<View>("Pretty");
  const view = views.includes(chosen) ? chosen : (views[0] ?? "Base64");
  if (content === undefined || base64 === undefined) {
    return (
      <section aria-label="Value">
        <h3 className={styles.heading}>Value</h3>
        <p className={styles.quiet}>None: this record is a tombstone, it deletes its key.</p>
      </section>
    );
  }
  const tokens = view === "Pretty" && text !== undefined ? indented(jsonTokens(text)) : [];
  const plain = view === "Base64" ? base64 : (text ?? "");
  const shown = view === "Pretty" ? tokens.map((token) => token.text).join("") : plain;
  return (
    <section aria-label="Value">
      <div className={styles.bar}>
        <h3 className={styles.heading}>Value</h3>
        <span className={styles.quiet}>{bytes(content.length)}</span>
        <SegmentedControl
          aria-label="Show value as"
          size="xs"
          className={styles.views}
          data={views}
          value={view}
          onChange={setChosen}
        />
        <CopyButton what="value" text={shown} />
      </div>
      <pre className={styles.value} tabIndex={0} aria-label="Value of the record">
        {view === "Pretty"
          ? tokens.map((token, index) => (
              <span key={index} data-kind={token.kind}>
                {token.text}
              </span>
            ))
          : plain}
      </pre>
    </section>
  );
}

function headerText(header: NonNullable<StreamRecord["headers"]>[number]): string {
  if (header.value_base64 === undefined) return header.value ?? "null";
  return textOf(decodeBase64(header.value_base64)) ?? header.value_base64;
}
