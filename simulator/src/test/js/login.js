// Logs in to the simulated Discord with discord.js, waits for one message, answers it, prints OK.
// WEIR_SIM_PORT, WEIR_SIM_TOKEN: where and with what. Prints READY when messages may be posted.
const { Client, Events, GatewayIntentBits } = require('discord.js');

const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent],
  rest: { api: `http://127.0.0.1:${process.env.WEIR_SIM_PORT}/api` },
});
client.once(Events.ClientReady, () => console.log(`READY ${client.guilds.cache.size} guilds`));
client.on(Events.MessageCreate, async (message) => {
  if (message.author.bot || message.content !== 'hello discord.js') return;
  const reply = await message.reply('hello simulator');
  console.log(`OK ${message.guild.name} ${reply.content}`);
  await client.destroy();
});
client.login(process.env.WEIR_SIM_TOKEN).catch((error) => {
  console.error(`login failed: ${error.message}`);
  process.exit(1);
});
