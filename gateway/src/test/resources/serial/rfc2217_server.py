"""A serial line behind RFC 2217, served by pyserial's own half of the protocol; the board on it prints T:22.5 and obeys !led.

    python3 rfc2217_server.py       prints "port 12345", then each baud rate and level of DTR that the client sets
"""
import socket
import sys
import threading

import serial
import serial.rfc2217


def say(text):
    print(text, flush=True)


class Line(serial.serial_for_url("loop://", do_not_open=True).__class__):
    """Without a wire: what the client sets is told on stdout."""

    def _reconfigure_port(self):
        super()._reconfigure_port()
        say("baud %d" % self.baudrate)

    def _update_dtr_state(self):
        super()._update_dtr_state()
        say("dtr %d" % self.dtr)


def serve(connection):
    lock = threading.Lock()

    class Telnet:
        def write(self, data):
            with lock:
                connection.sendall(data)

    line = Line()
    line.port = "loop://"
    line.open()
    manager = serial.rfc2217.PortManager(line, Telnet(), None)

    def board(text):
        Telnet().write(b"".join(manager.escape(text)))

    received = b""
    while True:
        data = connection.recv(1024)
        if not data:
            return
        received += b"".join(manager.filter(data))
        while b"\n" in received:
            text, received = received.split(b"\n", 1)
            if text == b"?":
                board(b"@loin-uno fw=1\nT:22.5 B:\xff\nT:22.5\n")
            elif text.startswith(b"!led "):
                board(text.replace(b"!", b"=") + b"\n")


server = socket.create_server(("127.0.0.1", 0))
say("port %d" % server.getsockname()[1])
while True:
    accepted, _ = server.accept()
    try:
        serve(accepted)
    except OSError as gone:
        say("gone %s" % gone)
    accepted.close()
