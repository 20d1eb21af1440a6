package dev.aigw.audit;

/**
 * Who changes something, and from where, as the audit log tells it.
 *
 * @param name a person's login, a token's subject, or the program itself
 * @param source an address, or the machine for someone at its command line
 */
public record Actor(String name, String source) {}
