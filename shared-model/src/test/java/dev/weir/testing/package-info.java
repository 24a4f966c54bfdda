/** What the tests of several modules use. */
@NullMarked
package dev.weir.testing;

import org.jspecify.annotations.NullMarked;
