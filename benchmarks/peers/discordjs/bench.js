'use strict';
// As kit/.../Bench.java, step by step: change both.
const ids = require('./corpus.js');

const SLOWEST_EVENT_NANOS = 50_000_000;
const now = () => Number(process.hrtime.bigint());
const turn = () => new Promise((resolve) => setImmediate(resolve));

class Feed {
  constructor(peer, tier, frames, waiting) {
    Object.assign(this, { peer, tier, frames, next: 0, fed: 0, ids: 0, batch: [], at: 0 });
    // A collector judges in promises: they get their turn before too many wait.
    this.turnEvery = Math.min(64, Math.max(1, Math.floor(10_000 / Math.max(1, waiting))));
    this.refill();
  }

  refill() {
    this.batch = [];
    this.at = 0;
    for (let tries = 0; tries < 80_000 && this.batch.length < 2_000; tries++) {
      const frame = this.frames[this.next];
      this.next = (this.next + 1) % this.frames.length;
      const event = this.peer.prepare(this.tier, ids.withId(frame, ++this.ids), frame.type);
      if (event !== null) this.batch.push(event);
    }
  }

  async one() {
    if (this.at === this.batch.length) this.refill();
    const start = now();
    this.peer.feed(this.tier, this.batch[this.at++]);
    this.fed++;
    await turn();
    return now() - start;
  }

  async runFor(nanos) {
    let spent = 0;
    const before = this.fed;
    while (spent < nanos) {
      if (this.at === this.batch.length) this.refill();
      const start = now();
      while (this.at < this.batch.length) {
        this.peer.feed(this.tier, this.batch[this.at++]);
        this.fed++;
        if (this.fed % this.turnEvery === 0) {
          await turn();
          if (spent + now() - start > nanos) break;
        }
      }
      await turn();
      spent += now() - start;
    }
    return ((this.fed - before) * 1e9) / spent;
  }
}

async function startAll(peer, n, patience) {
  const start = now();
  for (let i = 0; i < n; i++) {
    peer.startIdle(i);
    if ((i & 63) === 0 && now() - start > patience * 1e9) return -1;
  }
  return now() - start;
}

async function rate(peer, corpus, o) {
  const n = Number(o.n);
  const k = Number(o.k);
  if ((await startAll(peer, n, Number(o.patience))) < 0) return { stopped: `starting took over ${o.patience} s` };
  for (let i = 0; i < k; i++) peer.startMatching();
  const feed = new Feed(peer, o.task, k === 0 ? corpus.E : corpus.F, n + k);
  let one = Infinity;
  for (let i = 0; i < 5 && one > SLOWEST_EVENT_NANOS; i++) one = await feed.one();
  if (one > SLOWEST_EVENT_NANOS) {
    return { stopped: `one event took ${Math.round(one / 1e6)} ms`, eventNanos: one };
  }
  await feed.runFor(Number(o.warmup) * 1e6);
  const runs = [];
  for (let i = 0; i < Number(o.runs); i++) runs.push(await feed.runFor(Number(o.millis) * 1e6));
  return { runs, events: feed.fed, handled: peer.handled, expected: feed.fed * k };
}

async function usedHeap() {
  let least = Infinity;
  for (let i = 0; i < 3; i++) {
    global.gc();
    await new Promise((resolve) => setTimeout(resolve, 30));
    least = Math.min(least, process.memoryUsage().heapUsed);
  }
  return least;
}

async function cost(peer, o) {
  const n = Number(o.n);
  const patience = Number(o.patience);
  for (let i = 0; i < 3; i++) {
    if ((await startAll(peer, Math.min(n, 500), patience)) >= 0) peer.endAll();
  }
  const result = { startNanos: [], endNanos: [], bytes: [] };
  for (let i = 0; i < Number(o.runs); i++) {
    const empty = await usedHeap();
    const took = await startAll(peer, n, patience);
    if (took < 0) return { stopped: `starting took over ${patience} s` };
    result.startNanos.push(took);
    result.bytes.push(((await usedHeap()) - empty) / n);
    const began = now();
    peer.endAll();
    const ended = now() - began;
    result.endNanos.push(ended);
    if (took + ended > patience * 1e9) break;
  }
  return result;
}

async function main() {
  const o = {};
  const args = process.argv.slice(2);
  for (let i = 0; i + 1 < args.length; i += 2) o[args[i].slice(2)] = args[i + 1];
  if (o.task === 'e2e') return require('./client.js')(o, usedHeap);
  const corpus = ids.read(o.corpus);
  let result;
  if (o.task === 'suite') {
    result = await require('./suite.js')(corpus, o);
  } else {
    const { Peer } = require('./peer.js');
    const peer = new Peer();
    peer.world(corpus.G);
    result = o.task === 'cost' ? await cost(peer, o) : await rate(peer, corpus, o);
    result.version = peer.version;
  }
  process.stdout.write(`RESULT ${JSON.stringify(result)}\n`, () => process.exit(0));
}

main().catch((e) => {
  console.error(e);
  process.exit(1);
});
