// Reads events of an EventStreams stream with wikimedia-streams, through as many reconnects as it
// takes, and prints the data of each: node read-wikimedia.mjs <proxy url> <stream> <count>
import WikimediaStream from 'wikimedia-streams';

const [proxy, stream, count] = process.argv.slice(2);
const source = new (WikimediaStream.default ?? WikimediaStream)(stream, { proxy });
let left = Number(count);
source.on(stream, (data) => {
  console.log(JSON.stringify(data));
  if (--left === 0) {
    source.close();
    process.exit(0);
  }
});
