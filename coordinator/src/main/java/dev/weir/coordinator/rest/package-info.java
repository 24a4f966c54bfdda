/** The fleet over HTTP: one class a resource. */
@NullMarked
package dev.weir.coordinator.rest;

import org.jspecify.annotations.NullMarked;
