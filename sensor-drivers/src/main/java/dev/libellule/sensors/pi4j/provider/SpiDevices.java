package dev.libellule.sensors.pi4j.provider;

import com.pi4j.context.Context;
import com.pi4j.io.spi.Spi;
import com.pi4j.io.spi.SpiBase;
import com.pi4j.io.spi.SpiConfig;
import com.pi4j.io.spi.SpiProvider;
import com.pi4j.io.spi.SpiProviderBase;
import dev.libellule.sensors.bus.SpiTarget;
import java.util.Arrays;

/** A provider of SPI: all of Pi4J's calls by one, {@link SpiTransfers#transfer}. */
public final class SpiDevices extends SpiProviderBase {
    private final Opener opener;

    /** Opens a target; throws Pi4J's IOException when the bus is not there. */
    @FunctionalInterface
    public interface Opener {
        SpiTransfers open(int bus, int chipSelect, int hertz, int mode);
    }

    public SpiDevices(String id, String name, Opener opener) {
        super(id, name);
        this.opener = opener;
    }

    @Override
    public Spi create(SpiConfig config) {
        Device device = new Device(this, config, opener.open(config.bus().getBus(), config.channel(), config.baud(),
                config.mode().getMode()));
        context().registry().add(device);
        return device;
    }

    private static final class Device extends SpiBase {
        private final SpiTransfers target;
        private final byte[] scratch = new byte[SpiTarget.LONGEST_TRANSFER];

        Device(SpiProvider provider, SpiConfig config, SpiTransfers target) {
            super(provider, config);
            this.target = target;
            isOpen = true;
        }

        @Override
        public synchronized int transfer(byte[] out, int outOffset, byte[] in, int inOffset, int length) {
            target.transfer(out, outOffset, in, inOffset, length);
            return length;
        }

        @Override
        public synchronized int read() {
            scratch[0] = 0;
            transfer(scratch, 0, scratch, 0, 1);
            return scratch[0] & 0xFF;
        }

        @Override
        public synchronized int read(byte[] buffer, int offset, int length) {
            Arrays.fill(scratch, 0, length, (byte) 0);
            return transfer(scratch, 0, buffer, offset, length);
        }

        @Override
        public synchronized int write(byte value) {
            scratch[0] = value;
            return transfer(scratch, 0, scratch, 0, 1);
        }

        @Override
        public synchronized int write(byte[] data, int offset, int length) {
            return transfer(data, offset, scratch, 0, length);
        }

        @Override
        public synchronized void close() {
            if (isOpen) {
                super.close();
                target.close();
            }
        }

        @Override
        public Spi shutdownInternal(Context context) {
            close();
            return this;
        }
    }
}
