/*
 * Runs the firmware of an Arduino Uno on simavr, at the speed of the wall clock.
 *
 *   uno FIRMWARE.elf LINK [NAME]
 *
 * LINK becomes a symbolic link to the pty that the board's serial line (UART 0) is on. NAME is put into the EEPROM, at its beginning.
 * stdin:   adc 0 725       725 mV on A0
 *          break 100       of 1000 bytes of the board, so many reach the line with a bit turned over
 *          noise 40        so many bytes of noise on the line, as at power-on
 *          drop 5          the next 5 bytes of the board are lost: half a line
 *          freeze, thaw    the board's clock stops; its line stays open
 *          reset           the reset button; the EEPROM stays
 *          count           at the end of the line that the board is printing it is frozen, and says what it has printed
 * stdout:  ready LINK      the line can be opened
 *          pin 13 1        pin 13 of the board, bit 5 of port B, has changed
 *          counted 400 310 lines printed, and those that reached the line whole: they and the line feed before them
 * Ends on SIGTERM, SIGINT, or the end of stdin.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "avr_adc.h"
#include "avr_eeprom.h"
#include "avr_ioport.h"
#include "avr_uart.h"
#include "sim_avr.h"
#include "sim_elf.h"

#define CLOCK_HZ 16000000L
#define SLICE_MICROS 1000
#define BYTES_A_SLICE 8 /* below 115200 bit/s, which is 11 bytes in a millisecond */
#define LATE_MICROS 200000
#define SUPPLY_MILLIVOLTS 5000
#define START_MILLIVOLTS 725 /* 22.5 degrees on a TMP36 */

static volatile sig_atomic_t is_ending;
static int line = -1;           /* our end of the pty */
static bool takes_bytes = true; /* UART 0 has room */
static bool is_frozen;
static bool is_counting; /* frozen at the next line feed */
static unsigned break_per_mille;
static unsigned drop_bytes;
static unsigned long lines_printed;
static unsigned long lines_whole;
static bool line_is_whole = true; /* so far */
static uint32_t random_state = 12345;

static void end(int signal) {
    (void)signal;
    is_ending = 1;
}

static void fail(const char *what) {
    fprintf(stderr, "uno: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now_micros(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

/* The sketch rests until an interrupt: simulated time jumps there, pace() waits for the wall clock. */
static void skip_sleep(avr_t *avr, avr_cycle_count_t cycles) {
    (void)avr;
    (void)cycles;
}

static void pin_changed(avr_irq_t *irq, uint32_t value, void *param) {
    (void)irq;
    (void)param;
    printf("pin 13 %u\n", value & 1);
}

/* xorshift32: the same faults in each run */
static uint32_t next_random(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state;
}

/* False if the byte is lost: with nobody reading, the pty fills up, as on a real line. */
static bool put(uint8_t byte) {
    if (write(line, &byte, 1) == 1) {
        return true;
    }
    if (errno != EAGAIN) {
        fail("cannot write to the pty");
    }
    return false;
}

/* A byte from the board, with the faults of its cable. */
static void byte_out(avr_irq_t *irq, uint32_t value, void *param) {
    (void)irq;
    (void)param;
    uint8_t byte = value;
    bool is_whole = true;
    if (drop_bytes > 0) {
        drop_bytes--;
        is_whole = false;
    } else {
        if (next_random() % 1000 < break_per_mille) {
            is_whole = false;
            put(byte ^ 1 << next_random() % 8);
        } else {
            is_whole = put(byte);
        }
    }
    line_is_whole = line_is_whole && is_whole;
    if (byte == '\n') {
        lines_printed++;
        lines_whole += line_is_whole;
        line_is_whole = is_whole; /* a line begins after a line feed */
        if (is_counting) {
            is_counting = false;
            is_frozen = true;
            printf("counted %lu %lu\n", lines_printed, lines_whole);
        }
    }
}

static void noise(unsigned bytes) {
    line_is_whole = false;
    while (bytes-- > 0) {
        put(next_random());
    }
}

static void may_send(avr_irq_t *irq, uint32_t value, void *param) {
    (void)irq;
    (void)value;
    takes_bytes = param != NULL;
}

static void bytes_in(avr_irq_t *input) {
    uint8_t byte;
    for (int i = 0; i < BYTES_A_SLICE && takes_bytes && read(line, &byte, 1) == 1; i++) {
        avr_raise_irq(input, byte);
    }
}

static void order(avr_t *avr, const char *text) {
    unsigned channel, number;
    if (sscanf(text, "adc %u %u", &channel, &number) == 2 && channel < 6 && number <= SUPPLY_MILLIVOLTS) {
        avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_ADC0 + channel), number);
    } else if (sscanf(text, "break %u", &number) == 1 && number <= 1000) {
        break_per_mille = number;
    } else if (sscanf(text, "noise %u", &number) == 1) {
        noise(number);
    } else if (sscanf(text, "drop %u", &number) == 1) {
        drop_bytes = number;
    } else if (strcmp(text, "freeze") == 0) {
        is_frozen = true;
    } else if (strcmp(text, "thaw") == 0) {
        is_frozen = false;
    } else if (strcmp(text, "count") == 0) {
        is_counting = true;
    } else if (strcmp(text, "reset") == 0) {
        line_is_whole = false;
        takes_bytes = true;
        avr_reset(avr);
    } else {
        fprintf(stderr, "uno: cannot do '%s'; known: adc <0..5> <0..%d mV>, break <0..1000>, noise <bytes>, drop <bytes>, "
                "freeze, thaw, reset, count\n", text, SUPPLY_MILLIVOLTS);
    }
}

/* A name in the EEPROM, with the 0 at its end. */
static void name_board(avr_t *avr, char *name) {
    avr_eeprom_desc_t content = {.ee = (uint8_t *)name, .offset = 0, .size = strlen(name) + 1};
    avr_ioctl(avr, AVR_IOCTL_EEPROM_SET, &content); /* says -1 when it has done it */
    avr_eeprom_desc_t written = {.ee = NULL, .offset = 0, .size = content.size};
    avr_ioctl(avr, AVR_IOCTL_EEPROM_GET, &written);
    if (written.ee == NULL || memcmp(written.ee, name, content.size) != 0) {
        fail("cannot write to the EEPROM");
    }
}

/* Reads what has come on stdin; obeys whole lines. */
static void orders(avr_t *avr) {
    static char text[128];
    static size_t length;
    ssize_t n = read(STDIN_FILENO, text + length, sizeof text - 1 - length);
    if (n <= 0) {
        is_ending = n == 0 || errno != EINTR;
        return;
    }
    length += n;
    char *newline;
    while ((newline = memchr(text, '\n', length)) != NULL) {
        *newline = 0;
        order(avr, text);
        length -= newline + 1 - text;
        memmove(text, newline + 1, length);
    }
    if (length == sizeof text - 1) {
        length = 0; /* no order is so long */
    }
}

/* Waits until the wall clock has come to `due`, or obeys what comes on stdin meanwhile. */
static void pace(avr_t *avr, int64_t due) {
    do {
        int64_t rest = due - now_micros();
        struct timespec wait = {.tv_nsec = rest > 0 ? (rest < SLICE_MICROS * 4 ? rest : SLICE_MICROS * 4) * 1000 : 0};
        struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
        if (ppoll(&input, 1, &wait, NULL) > 0) {
            orders(avr);
        }
    } while (!is_ending && now_micros() < due);
}

/* A raw pty with a link of our own. Its slave stays open here, so that a gateway may come and go. */
static void open_line(const char *link) {
    int slave;
    char name[64];
    struct termios raw;
    if (openpty(&line, &slave, name, NULL, NULL) < 0 || tcgetattr(slave, &raw) < 0) {
        fail("cannot make a pty");
    }
    cfmakeraw(&raw);
    tcsetattr(slave, TCSANOW, &raw);
    fcntl(line, F_SETFL, O_NONBLOCK);
    unlink(link); /* of one that was killed */
    if (symlink(name, link) < 0) {
        fail(link);
    }
}

int main(int argc, char *argv[]) {
    elf_firmware_t firmware = {0};
    if (argc != 3 && argc != 4) {
        fprintf(stderr, "usage: uno FIRMWARE.elf LINK [NAME]\n");
        return 2;
    }
    if (elf_read_firmware(argv[1], &firmware) != 0) {
        fprintf(stderr, "uno: cannot read %s\n", argv[1]);
        return 1;
    }
    avr_t *avr = avr_make_mcu_by_name("atmega328p");
    avr_init(avr);
    avr_load_firmware(avr, &firmware);
    avr->frequency = CLOCK_HZ;
    avr->vcc = avr->avcc = avr->aref = SUPPLY_MILLIVOLTS;
    avr->sleep = skip_sleep;
    if (argc == 4) {
        name_board(avr, argv[3]);
    }
    signal(SIGTERM, end);
    signal(SIGINT, end);
    setvbuf(stdout, NULL, _IOLBF, 0);
    open_line(argv[2]);

    uint32_t flags = 0; /* neither echo to stdout nor sleep when polled */
    avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
    avr_irq_t *input = avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), byte_out, NULL);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XON), may_send, avr);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XOFF), may_send, NULL);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ('B'), 5), pin_changed, NULL);
    avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_ADC0), START_MILLIVOLTS);
    printf("ready %s\n", argv[2]);

    int64_t due = now_micros();
    int state = cpu_Running;
    while (!is_ending && state != cpu_Done && state != cpu_Crashed) {
        if (!is_frozen) {
            bytes_in(input);
        }
        avr_cycle_count_t until = avr->cycle + CLOCK_HZ / 1000000 * SLICE_MICROS;
        while (!is_frozen && avr->cycle < until && state != cpu_Done && state != cpu_Crashed) {
            state = avr_run(avr);
        }
        due += SLICE_MICROS;
        if (due < now_micros() - LATE_MICROS) {
            due = now_micros(); /* the machine is too slow: simulated time lags, it does not race afterwards */
        }
        pace(avr, due);
    }
    unlink(argv[2]);
    if (state == cpu_Crashed) {
        fprintf(stderr, "uno: the firmware crashed\n");
        return 1;
    }
    return 0;
}
