package dev.libellule.gateway.app;

/** A command in the place of one of Mosquitto's tools: a wrong command line has exit status 1, as theirs. */
interface MosquittoTool {}
