/** An example to copy: a quiz in a channel, with a message collector. */
@NullMarked
package dev.weir.example.trivia;

import org.jspecify.annotations.NullMarked;
