'use strict';
const { Client, ClientUser, GatewayIntentBits, MessageCollector, Status, version } = require('discord.js');
const ids = require('./corpus.js');

const INTENTS = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.MessageContent,
];

// A client that is ready without a connection.
function client() {
  const made = new Client({ intents: INTENTS });
  made.ws.status = Status.Ready;
  made.user = new ClientUser(made, { id: ids.BOT, username: 'bot', discriminator: '0', bot: true });
  made.users.cache.set(ids.BOT, made.user);
  const shard = { id: 0, status: Status.Ready };
  made.ws.shards.set(0, shard);
  made.feed = (frame) => made.ws.handlePacket(frame, shard);
  return made;
}

function world(made, guilds) {
  for (const frame of guilds) made.feed(JSON.parse(frame.json));
  if (made.guilds.cache.size !== guilds.length) {
    throw new Error(`discord.js knows ${made.guilds.cache.size} guilds of ${guilds.length}`);
  }
}

class Peer {
  constructor() {
    this.client = client();
    this.idle = [];
    this.handled = 0;
    this.version = `discord.js ${version}`;
  }

  world(guilds) {
    world(this.client, guilds);
  }

  prepare(tier, text, type) {
    if (tier === 'raw') return text;
    if (type !== 'MESSAGE_CREATE') return null;
    const data = JSON.parse(text).d;
    // The message as the library makes it, without telling anybody.
    return this.client.channels.cache.get(data.channel_id).messages._add(data);
  }

  feed(tier, event) {
    if (tier === 'raw') this.client.feed(JSON.parse(event));
    else this.client.emit('messageCreate', event);
  }

  collector(channelId) {
    return new MessageCollector(this.client.channels.cache.get(channelId), {
      filter: (m) => m.author.id === ids.focusUser,
      time: 900_000,
    });
  }

  startIdle(i) {
    this.idle.push(this.collector(ids.quietChannel(i)));
  }

  startMatching() {
    this.collector(ids.focusChannel).on('collect', () => {
      this.handled++;
    });
  }

  endIdle(i) {
    this.idle[i].stop();
  }

  ended() {
    this.idle = [];
  }
}

module.exports = { Peer, client, world };
