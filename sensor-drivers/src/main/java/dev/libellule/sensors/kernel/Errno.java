package dev.libellule.sensors.kernel;

import dev.libellule.sensors.pi4j.provider.CauseNamed;

/** What the kernel's error numbers mean for somebody with a screwdriver. The numbers are those of the common architectures. */
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int ENXIO = 6;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int EMSGSIZE = 90;
    static final int EOPNOTSUPP = 95;
    static final int ETIMEDOUT = 110;
    static final int EREMOTEIO = 121;

    /** No line in the Pi's configuration brings this device. */
    static final String NO_SETTING = "";

    private Errno() {}

    /**
     * A failure of opening a device, with its cure.
     *
     * @param group owns the device on a Raspberry Pi
     * @param setting what has to stand in /boot/firmware/config.txt for the device to be there
     */
    static CauseNamed opening(String path, int errno, String group, String setting) {
        String what = switch (errno) {
            case EACCES, EPERM ->
                "permission denied; add yourself to the group of the device: sudo usermod -aG %s $USER, then log in again"
                        .formatted(group);
            case ENOENT, ENODEV, ENXIO -> setting.equals(NO_SETTING)
                    ? "no such device: this machine has no such pins, or its kernel does not show them"
                    : ("no such device; switch it on: %s in /boot/firmware/config.txt, then restart "
                            + "(or sudo raspi-config, Interface Options)")
                            .formatted(setting);
            case EBUSY -> "in use by another program, or by a driver of the kernel";
            default -> explain(errno);
        };
        return new CauseNamed(path + ": " + what);
    }

    /** What went wrong with an open device. */
    static String explain(int errno) {
        return switch (errno) {
            case EACCES, EPERM -> "permission denied";
            case ENOENT, ENODEV -> "no such device";
            case ENXIO, EREMOTEIO -> "no acknowledgement: no chip at this address";
            case EBUSY -> "in use by another program or driver";
            case ETIMEDOUT -> "the bus does not answer in time: a wire is loose or a chip holds it down";
            case EIO -> "transfer failed";
            case EMSGSIZE -> "longer than the kernel's buffer";
            case EOPNOTSUPP -> "this adapter cannot do it";
            default -> "error " + errno;
        };
    }
}
