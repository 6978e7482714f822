#!/bin/sh
# The first program inside User Mode Linux: a BME280 on a stubbed bus, the gateway with a board file, and one subscriber; then the same
# chip by a plug-in of Pi4J in the folder for them.
# From the kernel's command line: java=, classpath= and folder= (the board file, and where this script is).
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mkdir -p /dev/shm
mount -t tmpfs tmpfs /dev/shm
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
export XDG_STATE_HOME=/dev/shm HOME=/dev/shm
ip link set lo up

i2c=/usr/lib/uml/modules/$(uname -r)/kernel/drivers/i2c
insmod "$i2c/i2c-core.ko"
insmod "$i2c/i2c-dev.ko"
insmod "$i2c/i2c-stub.ko" chip_addr=0x76
# Worked example of the BMP280 datasheet, 3.12: 519888 is 25.08 °C, 415148 is 1006.53 hPa; humidity as of the model
i2cset -y 0 0x76 0xD0 0x60
i2cset -y 0 0x76 0x88 0x70 0x6B 0x43 0x67 0x18 0xFC 0x7D 0x8E 0x43 0xD6 0xD0 0x0B 0x27 0x0B 0x8C 0x00 0xF9 0xFF 0x8C 0x3C 0xF8 0xC6 0x70 0x17 0x00 0x4B i
i2cset -y 0 0x76 0xE1 0x6A 0x01 0x00 0x14 0x28 0x03 0x1E i
i2cset -y 0 0x76 0xF7 0x65 0x5A 0xC0 0x7E 0xED 0x00 0x6E 0x00 i

run="$java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xmx128m -Djava.io.tmpdir=/dev/shm --enable-native-access=ALL-UNNAMED @$folder/classpath"
$run dev.libellule.gateway.pins.KernelReads
mkfifo /dev/shm/gateway
$run dev.libellule.gateway.app.Main gateway -p 1883 --websocket-port 9001 --page-port 0 -b "$folder/board.yaml" >/dev/shm/gateway 2>&1 &
exec 3</dev/shm/gateway # stays open: the gateway goes on writing
while read -r line <&3; do
  echo "gateway: $line"
  case $line in *" running") break ;; esac
done
$run dev.libellule.gateway.app.Main sub -h 127.0.0.1 -v -t 'maison/salon/+' -C 3 -W 150 2>&1
echo "subscriber ended with $?"
XDG_DATA_HOME=$folder/data $run dev.libellule.gateway.app.Main node -h 127.0.0.1 -p 1883 "$folder/plugin.yaml" >/dev/shm/node 2>&1 &
$run dev.libellule.gateway.app.Main sub -h 127.0.0.1 -v -t 'maison/cuisine/+' -C 3 -W 150 2>&1
echo "subscriber to the plug-in's board ended with $?"
cat /dev/shm/node
halt -f
