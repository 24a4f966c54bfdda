/** An example to copy: a poll in a channel, with a reaction collector. */
@NullMarked
package dev.weir.example.poll;

import org.jspecify.annotations.NullMarked;
