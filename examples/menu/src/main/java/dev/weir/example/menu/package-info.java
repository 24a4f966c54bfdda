/** An example to copy: a slash command that shows a menu, with a component collector and a modal. */
@NullMarked
package dev.weir.example.menu;

import org.jspecify.annotations.NullMarked;
