// Reads a stream with wikimedia-streams for as long as it lives, through as many reconnects as it
// takes; prints "open", then the data of every event: node read-wikimedia.js <proxy url> <stream>
import WikimediaStream from "wikimedia-streams";

const [proxy, stream] = process.argv.slice(2);
const source = new (WikimediaStream.default ?? WikimediaStream)(stream, { proxy });
source.once("open", () => {
  process.stdout.write("open\n");
});
source.on(stream, (data) => {
  process.stdout.write(`${JSON.stringify(data)}\n`);
});
// Without a listener, node would end at the first connection that is refused.
source.on("error", () => undefined);
