/**
 * The command line, and the wiring of the gateway by hand. Start at {@link dev.libellule.gateway.app.Start},
 * which runs the commands of {@link dev.libellule.gateway.app.Main}.
 *
 * <p>The one package that may import all others, the simulator too; nothing imports it. Commands of picocli live here only.
 */
package dev.libellule.gateway.app;
