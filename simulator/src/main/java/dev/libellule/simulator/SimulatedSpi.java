package dev.libellule.simulator;

import com.pi4j.io.exception.IOException;
import com.pi4j.io.spi.Spi;
import com.pi4j.io.spi.SpiBase;
import com.pi4j.io.spi.SpiConfig;
import com.pi4j.io.spi.SpiProvider;
import com.pi4j.io.spi.SpiProviderBase;
import dev.libellule.sensors.bus.SpiTarget;
import java.util.Arrays;
import java.util.Map;

/** Pi4J's SPI on models of chips: the provider and what it creates. A place without a chip reads as all ones. */
final class SimulatedSpi {
    private SimulatedSpi() {}

    /** Key of a chip: bus and chip select. */
    record Place(int bus, int chipSelect) {}

    /** Gives out devices. */
    static final class Provider extends SpiProviderBase {
        private final Map<Place, SpiModel> chips;

        Provider(Map<Place, SpiModel> chips) {
            super("libellule-simulated-spi", "Libellule simulated SPI");
            this.chips = chips;
        }

        @Override
        public Spi create(SpiConfig config) {
            Device device = new Device(this, config, chips);
            context().registry().add(device);
            return device;
        }
    }

    private static final class Device extends SpiBase {
        private final Map<Place, SpiModel> chips;
        private final Place place;
        private final byte[] answer = new byte[SpiTarget.LONGEST_TRANSFER];

        Device(SpiProvider provider, SpiConfig config, Map<Place, SpiModel> chips) {
            super(provider, config);
            this.chips = chips;
            this.place = new Place(config.bus().getBus(), config.channel());
        }

        @Override
        public int transfer(byte[] out, int outOffset, byte[] in, int inOffset, int length) {
            synchronized (chips) {
                SpiModel chip = chips.get(place);
                if (chip == null) {
                    Arrays.fill(answer, 0, length, (byte) 0xFF);
                } else {
                    chip.transfer(out, outOffset, answer, 0, length);
                }
                System.arraycopy(answer, 0, in, inOffset, length);
                return length;
            }
        }

        @Override
        public int read() {
            throw new IOException("use transfer: SPI sends while it reads");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return transfer(new byte[length], 0, buffer, offset, length);
        }

        @Override
        public int write(byte value) {
            return transfer(new byte[]{value}, 0, new byte[1], 0, 1);
        }

        @Override
        public int write(byte[] data, int offset, int length) {
            return transfer(data, offset, new byte[length], 0, length);
        }
    }
}
