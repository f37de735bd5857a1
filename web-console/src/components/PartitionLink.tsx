import { paths } from "../paths";
import { TextLink } from "./links";

/** A partition by its name, in a table of many topics. */
export function PartitionLink({ topic, partition }: { topic: string; partition: number }) {
  return (
    <TextLink {...paths.partitions(topic)} inherit>
      {topic}-{partition}
    </TextLink>
  );
}
