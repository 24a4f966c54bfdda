'use strict';
// The correctness suite: the same questions, by id, as kit/.../Suite.java. Each runs in a process of its own, because a
// filter that throws ends the process.
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const live = new Set();
const realSet = global.setTimeout;
const realClear = global.clearTimeout;
// Counts the timers that are set; the library takes them from the module, so this comes before it is loaded.
const timers = require('node:timers');
timers.setTimeout = (f, ms, ...rest) => {
  const timer = realSet(() => {
    live.delete(timer);
    f(...rest);
  }, ms);
  live.add(timer);
  return timer;
};
timers.clearTimeout = (timer) => {
  live.delete(timer);
  realClear(timer);
};
const sleep = (ms) => new Promise((resolve) => realSet(resolve, ms));

const QUESTIONS = [
  'burst', 'maxProcessed', 'longTime', 'slowFilter', 'filterThrows', 'handlerThrows', 'removeAllElsewhere', 'toggle',
  'resetTimer', 'iterator', 'timersLeft', 'twoThreads', 'blockedConsumer', 'otherShard',
];

function checks(corpus) {
  const ids = require('./corpus.js');
  const { Peer, client, world } = require('./peer.js');
  const { MessageCollector, ReactionCollector } = require('discord.js');
  const peer = new Peer();
  peer.world(corpus.G);
  const bot = peer.client;
  const channel = bot.channels.cache.get(ids.focusChannel);
  let number = 1_000_000;
  const say = (to = bot, content = 'hello') =>
    to.feed({
      op: 0, t: 'MESSAGE_CREATE', s: 1,
      d: { ...JSON.parse(corpus.F[0].json).d, id: ids.message(++number), content },
    });
  const collect = (options) => new MessageCollector(channel, { time: 3_600_000, ...options });
  const passIf = (good, detail) => ({ outcome: good ? 'pass' : 'fail', detail });
  const na = (detail) => async () => ({ outcome: 'n/a', detail });
  const message = () => {
    say();
    return channel.messages.cache.get(ids.message(number));
  };
  const react = (t, to, user, emoji = 'x') =>
    bot.feed({
      op: 0, t, s: 1,
      d: {
        user_id: ids.user(user), message_id: to.id, channel_id: channel.id, guild_id: ids.guild(0), type: 0, burst: false,
        emoji: { id: null, name: emoji },
        member: { user: { id: ids.user(user), username: 'u', discriminator: '0', avatar: null }, roles: [], flags: 0 },
      },
    });

  return {
    async burst() {
      const c = collect({ max: 1 });
      say(); say(); say();
      await sleep(100);
      return passIf(c.collected.size === 1, `${c.collected.size} collected of 3, asked for 1`);
    },
    async maxProcessed() {
      const c = collect({ maxProcessed: 2 });
      say(); say(); say();
      await sleep(100);
      return passIf(c.ended, c.ended ? 'ended' : 'passed its limit and never ends');
    },
    async longTime() {
      const c = collect({ time: 2 ** 31 });
      await sleep(200);
      return passIf(!c.ended, c.ended ? 'ended at once' : 'still waits');
    },
    async slowFilter() {
      let late = 0;
      const c = collect({ time: 100, filter: () => sleep(300).then(() => true) });
      c.on('collect', () => {
        if (c.ended) late++;
      });
      say();
      await sleep(600);
      return passIf(late === 0, `${late} collected after the end`);
    },
    async filterThrows() {
      collect({ filter: () => { throw new Error('filter'); } });
      const other = collect({ max: 1 });
      say();
      await sleep(200);
      return passIf(other.collected.size === 1, 'the other collector heard the message');
    },
    async handlerThrows() {
      // Only what becomes of the collector is asked here: that the process would die is the question before.
      bot.on('error', () => {});
      let ran = 0;
      const c = collect({ max: 1 });
      c.on('collect', () => {
        ran++;
        throw new Error('handler');
      });
      say();
      await sleep(50);
      say();
      await sleep(100);
      return passIf(ran === 1 && c.ended, `ran ${ran} times, ${c.ended ? 'ended' : 'did not end'}`);
    },
    async removeAllElsewhere() {
      const here = message();
      const elsewhere = message();
      const c = new ReactionCollector(here, { time: 3_600_000, dispose: true });
      react('MESSAGE_REACTION_ADD', here, 5);
      react('MESSAGE_REACTION_ADD', elsewhere, 5);
      await sleep(100);
      const before = c.collected.size;
      bot.feed({
        op: 0, t: 'MESSAGE_REACTION_REMOVE_ALL', s: 1,
        d: { message_id: elsewhere.id, channel_id: channel.id, guild_id: ids.guild(0) },
      });
      await sleep(100);
      return passIf(before === 1 && c.collected.size === 1, `${before} before, ${c.collected.size} after`);
    },
    async toggle() {
      const here = message();
      let told = 0;
      const c = new ReactionCollector(here, { time: 3_600_000, max: 2 });
      c.on('collect', () => told++);
      for (let i = 0; i < 3; i++) {
        react('MESSAGE_REACTION_ADD', here, 5);
        await sleep(20);
        react('MESSAGE_REACTION_REMOVE', here, 5);
        await sleep(20);
      }
      return passIf(!c.ended && told === 1, `one pair three times: told ${told} times, ${c.ended ? 'ended' : 'goes on'}`);
    },
    async resetTimer() {
      const c = collect({ idle: 60_000 });
      c.resetTimer({ idle: 100 });
      say();
      await sleep(500);
      return passIf(c.ended, c.ended ? 'the new idle time held' : 'the new idle time was lost with the next item');
    },
    async iterator() {
      const before = bot.listenerCount('messageCreate');
      const c = collect({});
      setImmediate(() => say());
      for await (const _ of c) break;
      await sleep(50);
      const left = bot.listenerCount('messageCreate') - before;
      return passIf(left === 0, `${left} listeners left`);
    },
    async timersLeft() {
      const before = live.size;
      const waits = [];
      for (let i = 0; i < 1_000; i++) {
        waits.push(channel.awaitMessages({ filter: () => true, max: 1, time: 3_600_000, errors: ['time'] }));
      }
      say();
      await Promise.all(waits);
      return passIf(live.size - before <= 0, `${live.size - before} timers left after ${waits.length} waits`);
    },
    twoThreads: na('one thread'),
    async blockedConsumer() {
      let heard = 0;
      const slow = collect({});
      slow.on('collect', () => sleep(3_600_000));
      const other = collect({});
      other.on('collect', () => heard++);
      for (let i = 0; i < 1_000; i++) say();
      await sleep(500);
      return passIf(heard === 1_000, `the other collector heard ${heard} of 1000 messages (a handler that awaits; one that does not return stops all)`);
    },
    async otherShard() {
      // As the ShardingManager runs it: each process has a client of its own.
      const zero = client();
      world(zero, corpus.G);
      const c = collect({ max: 1 });
      say(zero);
      await sleep(200);
      return passIf(c.ended, c.ended ? 'heard' : "a collector in one process of the ShardingManager heard nothing of another's shard");
    },
  };
}

module.exports = async function suite(corpus, o) {
  if (o.question) {
    return checks(corpus)[o.question]();
  }
  const answers = [];
  for (const id of QUESTIONS) {
    const run = spawnSync(
      process.execPath,
      [...process.execArgv, path.join(__dirname, 'bench.js'), '--task', 'suite', '--question', id, '--corpus', o.corpus],
      { encoding: 'utf8', timeout: 20_000 },
    );
    const line = run.stdout.split('\n').find((each) => each.startsWith('RESULT '));
    const answer = line
      ? JSON.parse(line.slice(7))
      : { outcome: 'fail', detail: `the process died (its client has no 'error' listener): ${(/^\w*Error: .*/m.exec(run.stderr) ?? ['no answer within 20 s'])[0]}` };
    answers.push({ id, ...answer });
  }
  return { version: `discord.js ${require('discord.js').version}`, answers };
};
