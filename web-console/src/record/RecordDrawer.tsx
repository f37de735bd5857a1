import { useQuery } from "@tanstack/react-query";
import { recordQuery, type RecordAddress } from "../api/queries";
import { SidePanel } from "../components/Dialog";
import { Failed, Loading } from "../components/States";
import { RecordDetail } from "./RecordDetail";

/** One record beside the tail. `record` is `<partition>-<offset>`, as in the URL. */
export function RecordDrawer(props: {
  topic: string;
  record: string | undefined;
  onClose: () => void;
}) {
  const address = addressOf(props.topic, props.record);
  return (
    <SidePanel
      opened={address !== undefined}
      onClose={props.onClose}
      title={
        address === undefined
          ? "Record"
          : `Record ${address.offset}, partition ${address.partition}`
      }
      closeLabel="Close record"
    >
      {address !== undefined && <Record address={address} />}
    </SidePanel>
  );
}

function Record({ address }: { address: RecordAddress }) {
  const record = useQuery(recordQuery(address));
  if (record.isPending) return <Loading what="the record" />;
  if (record.isError) return <Failed error={record.error} onRetry={() => void record.refetch()} />;
  return <RecordDetail address={address} record={record.data} />;
}

function addressOf(topic: string, text: string | undefined): RecordAddress | undefined {
  const [, partition, offset] = /^(\d+)-(\d+)$/.exec(text ?? "") ?? [];
  if (partition === undefined || offset === undefined) return undefined;
  return { topic, partition: Number(partition), offset: Number(offset) };
}
