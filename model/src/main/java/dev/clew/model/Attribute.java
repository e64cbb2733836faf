package dev.clew.model;

/** One key with its value. */
public record Attribute(String key, AttributeValue value) {}
