package dev.durable.store;

import org.jspecify.annotations.Nullable;

/**
 * A value of a run that operators see: an attribute, by which runs are found, or a part
 * of the memo.
 *
 * @param name its name
 * @param memo true for a part of the memo, false for an attribute
 * @param json its value as compact JSON text, or null to remove it
 */
public record AttributeRow(String name, boolean memo, @Nullable String json) {

}
