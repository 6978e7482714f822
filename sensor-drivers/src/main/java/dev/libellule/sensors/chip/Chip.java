package dev.libellule.sensors.chip;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.sensors.bus.I2cTarget;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What there is to know of one kind of chip, in its own words. Each driver has one as a constant:
 *
 * <pre>
 *   public static final Chip CHIP = Chip.onI2c("bme280", 0x76, 0x77)
 *           .recognisedBy(target -> target.readRegister(REG_ID) == CHIP_ID)
 *           .measures(1000, wiring -> new Bme280(wiring.i2c(), wiring.delay()), QUANTITIES);
 * </pre>
 *
 * @param name as in board files: small letters and digits
 * @param addresses I2C addresses that it can be strapped to, the usual one first; empty for the others
 * @param pins names of its pins, which are keys in a board file; empty for what is on a bus
 * @param settings what a board file may say of it beside
 * @param recognition how it is told from others at the same address
 * @param role what it does
 */
public record Chip(String name, Attached attached, List<Integer> addresses, List<String> pins, List<Setting> settings,
        Recognition recognition, Role role) {

    /** How sure one may be of a chip that answers at its address. */
    public sealed interface Recognition {
        /**
         * It has an identifier, a check sum or registers that are known.
         *
         * @param test may throw a BusException; leaves the chip as it was
         */
        record ById(Predicate<I2cTarget> test) implements Recognition {}

        /** Nothing in it says what it is: any chip that answers at its address may be it. */
        record ByAddress() implements Recognition {}
    }

    /** What a chip is there for. */
    public sealed interface Role {
        /**
         * It measures.
         *
         * @param shortestMillis the shortest interval between two samples that makes sense: conversion time, or self-heating
         * @param driver makes its driver; must not touch the bus yet
         */
        record Measures(int shortestMillis, Function<Wiring, Sensor> driver, List<Quantity> quantities)
                implements
                    Role {}

        /**
         * It acts.
         *
         * @param channels how many outputs it has
         * @param driver makes its driver; must not touch the bus yet, so that a chip that is not there spoils its own outputs only
         * @param kinds what each of its outputs can be, the usual one first
         */
        record Acts(int channels, Function<Wiring, OutputBank> driver, List<OutputKind> kinds) implements Role {}
    }

    /** A chip on I2C. */
    public static Builder onI2c(String name, Integer... addresses) {
        return new Builder(name, Attached.I2C, List.of(addresses), List.of());
    }

    /** A chip on SPI. */
    public static Builder onSpi(String name) {
        return new Builder(name, Attached.SPI, List.of(), List.of());
    }

    /** A chip on the kernel's 1-Wire bus. */
    public static Builder onOneWire(String name) {
        return new Builder(name, Attached.ONE_WIRE, List.of(), List.of());
    }

    /** Something that other files of the kernel show. */
    public static Builder inKernel(String name) {
        return new Builder(name, Attached.KERNEL, List.of(), List.of());
    }

    /** Something on pins of its own. */
    public static Builder onPins(String name, String... pins) {
        return new Builder(name, Attached.PINS, List.of(), List.of(pins));
    }

    /** Something on a channel of the pulse hardware. */
    public static Builder onPwm(String name) {
        return new Builder(name, Attached.PWM, List.of(), List.of());
    }

    /** Collects what is said of a chip; ended by {@link #measures} or {@link #acts}. */
    public static final class Builder {
        private final String name;
        private final Attached attached;
        private final List<Integer> addresses;
        private final List<String> pins;
        private List<Setting> settings = List.of();
        private Recognition recognition = new Recognition.ByAddress();

        private Builder(String name, Attached attached, List<Integer> addresses, List<String> pins) {
            this.name = name;
            this.attached = attached;
            this.addresses = addresses;
            this.pins = pins;
        }

        /** How to tell it from other chips at its address: an identifier, a check sum. */
        public Builder recognisedBy(Predicate<I2cTarget> test) {
            recognition = new Recognition.ById(test);
            return this;
        }

        /** What a board file may say beside. */
        public Builder settings(Setting... all) {
            settings = List.of(all);
            return this;
        }

        /** It measures; see {@link Role.Measures}. */
        public Chip measures(int shortestMillis, Function<Wiring, Sensor> driver, Quantity... quantities) {
            return made(new Role.Measures(shortestMillis, driver, List.of(quantities)));
        }

        /** It acts; see {@link Role.Acts}. */
        public Chip acts(int channels, Function<Wiring, OutputBank> driver, OutputKind... kinds) {
            return made(new Role.Acts(channels, driver, List.copyOf(Arrays.asList(kinds))));
        }

        private Chip made(Role role) {
            return new Chip(name, attached, addresses, pins, settings, recognition, role);
        }
    }
}
