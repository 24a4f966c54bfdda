/** What Weir's processes talk about: ids, records, reasons. Plain Java, knows nobody. */
@NullMarked
package dev.weir.model;

import org.jspecify.annotations.NullMarked;
