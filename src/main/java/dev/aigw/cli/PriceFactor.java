package dev.aigw.cli;

/** What a tenant is charged of the provider's price, in parts per million. */
record PriceFactor(long ppm) {}
