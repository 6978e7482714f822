/** The broker and clients of others: one conversation, over each transport and in each version that a client has. */
package dev.libellule.gateway.interop;
