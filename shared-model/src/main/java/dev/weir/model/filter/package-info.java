/** Filters as data: what an item must be like, in a form that can be written, stored, sent and explained. */
@NullMarked
package dev.weir.model.filter;

import org.jspecify.annotations.NullMarked;
