package dev.aigw.limit;
/** x. */
class AdmitScriptIT {}
