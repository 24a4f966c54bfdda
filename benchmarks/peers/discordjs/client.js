'use strict';
// The client's side of the runs over a WebSocket: as kit/.../EndToEnd.java.
const readline = require('node:readline');
const { Client, GatewayIntentBits, Options, version } = require('discord.js');

const MOST = 4_000_000;
const cpuNanos = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1_000;
};

module.exports = async function run(o, usedHeap) {
  // On the heap of JavaScript, as the clients in Java have theirs; emptied before that is measured.
  let latencies = [];
  let lastNanos = 0n;
  let received = 0;
  let cpu = 0;
  const bot = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent],
    shards: 'auto',
    shardCount: Number(o.shards),
    rest: { api: `http://127.0.0.1:${o.port}/api` },
    // As its guide advises large bots that need no history; a message that is not kept is still told.
    makeCache: Options.cacheWithLimits({ ...Options.DefaultMakeCacheSettings, MessageManager: 0 }),
  });
  bot.on('messageCreate', (message) => {
    const now = process.hrtime.bigint();
    received++;
    lastNanos = now;
    if (latencies.length < MOST && message.content.startsWith('@')) {
      latencies.push(Number(now - BigInt(message.content.slice(1))));
    }
  });
  const ready = new Promise((resolve) => bot.once('clientReady', resolve));
  await bot.login(process.env.WEIR_DISCORD_TOKEN);
  await ready;
  const say = (value) => process.stdout.write(`RESULT ${JSON.stringify(value)}\n`);
  process.stdout.write(`READY ${version}\n`);
  const lines = readline.createInterface({ input: process.stdin });
  lines.on('line', async (line) => {
    if (line === 'reset') {
      latencies = [];
      received = 0;
      cpu = cpuNanos();
      say({});
    } else if (line === 'count') {
      say({ received });
    } else if (line === 'report') {
      const used = cpuNanos() - cpu;
      const sorted = Float64Array.from(latencies).sort();
      const q = (p) => (sorted.length === 0 ? 0 : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))]);
      // A number would not hold all digits of the clock.
      say({ received, lastNanos: String(lastNanos), cpuNanos: used, p50: q(0.5), p99: q(0.99), p999: q(0.999) });
    } else if (line === 'heap') {
      latencies = [];
      say({ heapBytes: await usedHeap() });
    } else {
      throw new Error(`no such command: ${line}`);
    }
  });
  lines.on('close', () => process.exit(0));
};
