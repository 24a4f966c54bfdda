/** What each Weir process needs to speak to Discord: the bot's token, the trusted certificates, the proxy, and their keys. */
@NullMarked
package dev.weir.discord;

import org.jspecify.annotations.NullMarked;
