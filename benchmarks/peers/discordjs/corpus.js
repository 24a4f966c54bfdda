'use strict';
// The corpus' file and the arithmetic of its ids: as in kit/.../Corpus.java and Ids.java.
const fs = require('node:fs');

const STEP = 1n << 22n;
const CHANNELS = 10;
const GUILDS = 200;
const guild = (g) => String(1100000000000000000n + BigInt(g) * STEP);
const channel = (g, c) => String(1200000000000000000n + BigInt(g * (CHANNELS + 1) + c) * STEP);
const user = (u) => String(1300000000000000000n + BigInt(u) * STEP);
const message = (n) => String(1400000000000000000n + (BigInt(n) << 10n));

function read(file) {
  const corpus = { G: [], E: [], F: [] };
  for (const line of fs.readFileSync(file, 'latin1').split('\n')) {
    if (line === '') continue;
    const space = line.indexOf(' ', 2);
    const json = line.slice(space + 1);
    const type = /"t":"([A-Z_]+)"/.exec(json)[1];
    corpus[line[0]].push({ json, idAt: Number(line.slice(2, space)), type });
  }
  return corpus;
}

function withId(frame, n) {
  if (frame.idAt < 0) return frame.json;
  const text = frame.json.slice(0, frame.idAt) + message(n) + frame.json.slice(frame.idAt + 19);
  // Flat, as a frame from the socket is, and not a rope of slices that JSON.parse would first have to join.
  return Buffer.from(text, 'latin1').toString('latin1');
}

module.exports = {
  read,
  withId,
  guild,
  channel,
  user,
  message,
  BOT: '1000000000000000001',
  quietChannel: (i) => channel(i % GUILDS, CHANNELS),
  focusChannel: channel(0, 0),
  focusUser: user(0),
};
