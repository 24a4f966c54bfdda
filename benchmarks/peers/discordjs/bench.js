'use strict';
// As kit/.../Bench.java, step by step: change both.
const ids = require('./corpus.js');

const SLOWEST_EVENT_NANOS = 50_000_000;
const FEWEST_RUNS = 3;
const now = () => Number(process.hrtime.bigint());
const turn = () => new Promise((resolve) => setImmediate(resolve));

const answer = (result) => new Promise((resolve) => process.stdout.write(`RESULT ${JSON.stringify(result)}\n`, resolve));

class Feed {
  constructor(peer, tier, frames) {
    Object.assign(this, { peer, tier, frames, next: 0, fed: 0, ids: 0, batch: [], at: 0 });
    this.refill();
  }

  // A collector judges in promises: they get their turn before too many wait.
  among(waiting) {
    this.turnEvery = Math.min(64, Math.max(1, Math.floor(10_000 / Math.max(1, waiting))));
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

  // Making the events is not timed, but bounds the run: it may take three times as long.
  async runFor(nanos) {
    const began = now();
    let spent = 0;
    const before = this.fed;
    while (spent < nanos && (spent === 0 || now() - began < 4 * nanos)) {
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

class Bench {
  constructor(peer, corpus, o) {
    Object.assign(this, { peer, corpus, o, waiting: 0, patience: Number(o.patience) * 1e9 });
    this.sizes = o.waiting.split(',').map(Number);
  }

  tooSlow() {
    return { stopped: `starting took over ${this.o.patience} s` };
  }

  // Nanoseconds, or -1 when it took longer than the patience.
  startUpTo(n) {
    const start = now();
    for (; this.waiting < n; this.waiting++) {
      this.peer.startIdle(this.waiting);
      if ((this.waiting & 63) === 0 && now() - start > this.patience) return -1;
    }
    return now() - start;
  }

  endAll() {
    const start = now();
    for (let i = 0; i < this.waiting; i++) {
      this.peer.endIdle(i);
      if ((i & 63) === 0 && now() - start > this.patience) return -1;
    }
    this.peer.ended();
    this.waiting = 0;
    return now() - start;
  }

  async rates() {
    const k = Number(this.o.k);
    for (let i = 0; i < k; i++) this.peer.startMatching();
    const feed = new Feed(this.peer, this.o.task, k === 0 ? this.corpus.E : this.corpus.F);
    let warmup = Number(this.o.warmup) * 1e6;
    for (const n of this.sizes) {
      const result = this.startUpTo(n) < 0 ? this.tooSlow() : await this.rate(feed, k, warmup);
      await answer({ ...result, version: this.peer.version });
      if (result.stopped) return;
      // The next ones only have to get used to more that wait.
      warmup = (Number(this.o.warmup) * 1e6) / 4;
    }
  }

  async rate(feed, k, warmup) {
    global.gc();
    feed.among(this.waiting + k);
    let one = Infinity;
    for (let i = 0; i < 5 && one > SLOWEST_EVENT_NANOS; i++) one = await feed.one();
    if (one > SLOWEST_EVENT_NANOS) {
      return { stopped: `one event took ${Math.round(one / 1e6)} ms`, eventNanos: one };
    }
    await feed.runFor(warmup);
    const runs = [];
    for (let i = 0; i < Number(this.o.runs); i++) runs.push(await feed.runFor(Number(this.o.millis) * 1e6));
    return { runs, events: feed.fed, handled: this.peer.handled, expected: feed.fed * k };
  }

  async costs() {
    for (let i = 0; i < 3; i++) {
      this.startUpTo(Math.min(this.sizes[0], 500));
      this.endAll();
    }
    for (const n of this.sizes) {
      const result = await this.cost(n);
      await answer({ ...result, version: this.peer.version });
      if (result.stopped || result.endStopped) return;
    }
  }

  // Runs of more than half the patience in all are not repeated more often than it takes to have a median.
  async cost(n) {
    const began = now();
    const result = { startNanos: [], endNanos: [], bytes: [] };
    for (let i = 0; i < Number(this.o.runs); i++) {
      if (i >= FEWEST_RUNS && now() - began > this.patience / 2) break;
      const empty = await usedHeap();
      const took = this.startUpTo(n);
      if (took < 0) return this.tooSlow();
      result.startNanos.push(took);
      result.bytes.push(((await usedHeap()) - empty) / n);
      const ended = this.endAll();
      if (ended < 0) return { ...result, endStopped: `ending took over ${this.o.patience} s` };
      result.endNanos.push(ended);
    }
    return result;
  }
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

async function main() {
  const o = {};
  const args = process.argv.slice(2);
  for (let i = 0; i + 1 < args.length; i += 2) o[args[i].slice(2)] = args[i + 1];
  if (o.task === 'e2e') return require('./client.js')(o, usedHeap);
  const corpus = ids.read(o.corpus);
  if (o.task === 'suite') {
    await answer(await require('./suite.js')(corpus, o));
  } else {
    const { Peer } = require('./peer.js');
    const peer = new Peer();
    peer.world(corpus.G);
    const bench = new Bench(peer, corpus, o);
    await (o.task === 'cost' ? bench.costs() : bench.rates());
  }
  process.exit(0);
}

main().catch((e) => {
  console.error(e);
  process.exit(1);
});
